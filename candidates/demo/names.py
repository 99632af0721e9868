"""Names of people who do not exist: first names from anywhere, surnames of plants and stones.

No surname is one in the FEC's candidate master file.
"""

_FIRST_NAMES = """
Abena Adaeze Aiko Aisha Alejandra Amara Amina Ananya Anjali Anneliese Aroha Asha Astrid Aurelio
Ayo Beatriz Benedikt Birgit Bolanle Camila Chidi Chinonso Citlali Dagny Daniyar Deepa Desta Dilnoza
Ebele Edwidge Eitan Eliana Emeka Eun-ji Farida Fatou Feliks Fiadh Folasade Gaspar Giulia Gulnara
Hadiza Hana Haruto Hassan Hedda Hina Ignacia Ikram Ilse Imani Ingrid Isidora Itzel Ivana Jamila
Jarosław Joaquín Kadiatou Kaimana Kalinda Keahi Khadija Kwame Laszlo Leilani Ligaya Linh Lucjan
Luz Mahalia Maite Malalai Mehmet Mercè Milagros Minh Naalnish Nadia Nayeli Ngozi Nkechi Noor Nuria
Odalys Oluwaseun Oskar Paloma Parisa Priya Quilla Rafaela Rashida Renata Rosalba Ruslana Saanvi
Sabela Saoirse Sefa Senait Shirin Siddharth Sione Solveig Soraya Tadesse Tahira Tala Tenzin Thandiwe
Tomás Uzoma Valentina Viorica Wanjiru Ximena Yael Yaretzi Yusuf Zahra Zeynep Zofia Zoltan
"""

_SURNAMES = """
Agateby Alderbrook Amazonite Amudarya Anemone Aquamarine Bearberry Bergamot Bittersweet Bloodroot
Bluestem Boneset Borage Bouldershaw Bracken Brookweed Bulrush Buttonbush Calcite Camas Candlewick
Carnelian Catalpa Celandine Chalcedony Chicory Cinquefoil Citrine Clematis Columbine Coneflower
Cottongrass Cowslip Danube Dogbane Dolomite Elderflower Euphrates Feldspar Feverfew Figwort
Fireweed Flintlow Foxglove Garnetson Gentian Gneiss Goldenrod Greenbrier Guadiana Gypsum Harebell
Hawthornden Heliotrope Hellebore Hornblende Horsetail Irrawaddy Ironweed Jasperson Joepye Juniperus
Kalahari Knapweed Labradorite Ladyfern Larkspur Limpopo Lupine Madrone Malachite Marigoldson
Meadowrue Meadowsweet Mekong Milkvetch Milkweed Moonstone Motherwort Mugwort Obsidian Okavango
Olivine Onyxson Orinoco Oxeye Pasqueflower Pennyroyal Periwinkle Pipewort Porphyry Pumice Pyrite
Quartzite Quillwort Ragwort Rhodonite Riverwort Sagebrush Sandstone Sapphirine Saxifrage Selenite
Serpentine Shalebrook Shootingstar Silverweed Skullcap Slateford Snowberry Sodalite Spicebush
Spikenard Sunstone Sweetgale Tagus Tamarack Teasel Tourmaline Travertine Trillium Turquoise Vervain
Vistula Wakerobin Watermint Wildrye Wintergreen Witchhazel Wolframite Wormwood Yarrowby Yenisey
Zambezi Zeolite
"""

FIRST_NAMES = _FIRST_NAMES.split()
SURNAMES = _SURNAMES.split()
