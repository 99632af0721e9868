"""Party codes of the FEC in words.

Source: the FEC's list of party codes, https://www.fec.gov/campaign-finance-data/party-code-descriptions/
(also `documentation/party_codes.md` in github.com/fecgov/openFEC), read in November 2026. The word
“Party” is left out where the name is clear without it; what says that there is no party is worded
as a person would say it.
"""

import re
from typing import NamedTuple


class Party(NamedTuple):
    """A party as the record keeps it: its code, and its name in words."""

    code: str
    name: str


NAMES = {
    "ACE": "Ace Party",
    "AE": "Americans Elect",
    "AIC": "American Independent Conservative",
    "AIP": "American Independent",
    "AKI": "Alaskan Independence",
    "AMP": "American Party",
    "APF": "American People's Freedom",
    "CIT": "Citizens' Party",
    "CMD": "Commandments",
    "CMP": "Commonwealth Party of the U.S.",
    "CNC": "Concerned Citizens Party of Connecticut",
    "COM": "Communist",
    "CON": "Constitution",
    "COU": "Country",
    "CRV": "Conservative",
    "CST": "Constitutional",
    "D/C": "Democratic/Conservative",
    "DCG": "D.C. Statehood Green",
    "DEM": "Democratic",
    "DGR": "Desert Green",
    "FED": "Federalist",
    "FLP": "Freedom Labor",
    "FRE": "Freedom Party",
    "GR": "Green-Rainbow",
    "GRE": "Green",
    "GRT": "Grassroots",
    "GWP": "George Wallace Party",
    "HRP": "Human Rights Party",
    "IAP": "Independent American",
    "ICD": "Independent Conservative Democratic",
    "IDE": "Independent Party of Delaware",
    "IDP": "Independence",
    "IGD": "Industrial Government",
    "IGR": "Independent Green",
    "IND": "Independent",
    "IP": "Independent Party",
    "JCN": "Jewish/Christian National",
    "JUS": "Justice Party",
    "LAB": "U.S. Labor",
    "LBL": "Liberal",
    "LBR": "Labor",
    "LBU": "Liberty Union",
    "LFT": "Less Federal Taxes",
    "LIB": "Libertarian",
    "LRU": "La Raza Unida",
    "MTP": "Mountain Party",
    "N": "Nonpartisan",
    "NA": "New Alliance",
    "NAP": "Prohibition",
    "NDP": "National Democratic Party",
    "NJC": "New Jersey Conservative",
    "NLP": "Natural Law",
    "NNE": "No party",
    "NON": "No party",
    "NOP": "No party preference",
    "NPA": "No party affiliation",
    "NPP": "New Progressive",
    "OE": "One Earth",
    "OTH": "Other party",
    "PAF": "Peace and Freedom",
    "PCH": "Personal Choice",
    "PFD": "Peace Freedom",
    "PG": "Pacific Green",
    "POP": "People Over Politics",
    "PPD": "Popular Democratic",
    "PPY": "People's Party",
    "PRI": "Puerto Rican Independence",
    "PRO": "Progressive",
    "PSL": "Party for Socialism and Liberation",
    "REF": "Reform",
    "REP": "Republican",
    "RES": "Resource Party",
    "RTL": "Right to Life",
    "SEP": "Socialist Equality",
    "SLP": "Socialist Labor",
    "SOC": "Socialist Party U.S.A.",
    "SUS": "Socialist",
    "SWP": "Socialist Workers",
    "TEA": "Tea Party",
    "THD": "Theo-Democratic",
    "TWR": "Taxpayers Without Representation",
    "TX": "Taxpayers",
    "UC": "United Citizen",
    "UN": "Unaffiliated",
    "UNI": "United Party",
    "UNK": "Party unknown",
    "USP": "U.S. People's Party",
    "UST": "U.S. Taxpayers",
    "VET": "Veterans Party",
    "W": "Write-in",
    "WTP": "We the People",
}
# Second spellings of one party, and the state parties that are the Democratic party of their state.
SAME_AS = {
    "DFL": Party("DEM", "Democratic-Farmer-Labor"),
    "DNL": Party("DEM", "Democratic-Nonpartisan League"),
    "GOP": Party("REP", NAMES["REP"]),
    "PFP": Party("PAF", NAMES["PAF"]),
    "RUP": Party("LRU", NAMES["LRU"]),
}
NOT_STATED = Party("", "")


# How the name of a party begins that isn't in the list above, until an organizer corrects it.
AS_FILED = "Party as filed: "
UNREADABLE = Party("", f"{AS_FILED}unreadable")


def party_of(code: str) -> Party:
    """Return the party that the FEC means by `code`.

    A blank code is a party not stated, which has no name. A code that isn't in the FEC's list is
    kept as it was filed, and what is no code at all is left out; both begin with AS_FILED.
    """
    code = code.strip().upper()
    if not code:
        return NOT_STATED
    if code in SAME_AS:
        return SAME_AS[code]
    if code in NAMES:
        return Party(code, NAMES[code])
    return Party(code, f"{AS_FILED}{code}") if re.fullmatch(r"[A-Z0-9/]{1,3}", code) else UNREADABLE
