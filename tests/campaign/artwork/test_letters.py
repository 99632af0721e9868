from campaign.artwork.letters import fewest_corners, small_letter


class TestSmallLetter:
    def test_has_a_polygon_for_each_part(self):
        parts = {letter: len(small_letter(letter)[0]) for letter in "IÑB"}
        assert parts == {"I": 1, "Ñ": 2, "B": 3}

    def test_has_a_width_without_polygons_for_a_space(self):
        polygons, width = small_letter(" ")
        assert not polygons
        assert width

    def test_says_what_the_face_lacks(self):
        assert small_letter("😭") == ([], 0)


class TestFewestCorners:
    def test_leaves_out_what_is_nearly_straight(self):
        assert fewest_corners([(0, 0), (5, 0.4), (10, 0), (10, 9)]) == [(0, 0), (10, 0), (10, 9)]
        assert fewest_corners([(0, 0), (5, 4), (10, 0)], most=4) == [(0, 0), (10, 0)]
