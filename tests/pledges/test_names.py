"""What people are called, by the name that they typed."""

from __future__ import annotations

import pytest

from pledges.names import (
    NEIGHBOR,
    choices_of,
    first_and_last,
    is_own_wording,
    shown_name,
    spoken_name,
)
from pledges.places import place_names


class TestShownName:
    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("Ines Basalt", "Ines"),
            ("Doe, Jane", "Jane"),
            ("Doe, Dr. Jane, PhD", "Jane"),
            ("Jane Doe,", "Jane"),
            ("Dr. Jane Doe", "Jane"),
            ("dr jane doe", "jane"),
            ("Rev. Dr. Jane Doe", "Jane"),
            ("Mr. and Mrs. Basalt", "Basalt"),
            ("Martin Basalt, Jr.", "Martin"),
            ("Jane Doe, Ph.D., R.N.", "Jane"),
            ("Nguyễn Thị Lan", "Nguyễn"),
            ("Ines\N{NO-BREAK SPACE}Basalt", "Ines"),
            ("山田\N{IDEOGRAPHIC SPACE}太郎", "山田"),
            ("李雷", "李雷"),
            ("O'Brien-Nuñez", "O'Brien-Nuñez"),
            ("Dr.", "Dr."),
            ("Miss", "Miss"),
            (",", NEIGHBOR),
            ("x" * 41, NEIGHBOR),
        ],
    )
    def test_is_by_default_the_first_word_that_is_no_title(self, name, shown):
        assert shown_name(name, "") == shown

    def test_is_what_someone_chose(self):
        assert shown_name("Nguyễn Thị Lan", "Lan") == "Lan"


class TestSpokenName:
    @pytest.mark.parametrize(
        ("place", "words"),
        [
            ("MI", "A neighbor in Michigan"),
            ("DC", "A neighbor in the District of Columbia"),
            ("AF", "A neighbor in the armed forces"),
            ("", "A neighbor"),
        ],
    )
    def test_of_nobody_by_name_reads_like_a_sentence(self, place, words):
        assert spoken_name(NEIGHBOR, place_names().get(place, "")) == words

    def test_of_somebody_has_the_place_behind_it(self):
        assert spoken_name("Wren", place_names()["AF"]) == "Wren, Armed forces"


class TestChoices:
    def test_are_each_word_the_whole_name_and_initials(self):
        assert choices_of("Nguyễn Thị Lan") == [
            *("Nguyễn", "Thị", "Lan", "Nguyễn Thị Lan", "N. T. L.")
        ]
        assert choices_of("Doe, Jane") == ["Jane", "Doe", "Jane Doe", "J. D."]
        assert choices_of("Dr. Jane Doe") == ["Jane", "Doe", "Dr. Jane Doe", "J. D."]
        assert choices_of("李雷") == ["李雷"]

    def test_are_few_and_short_whatever_is_typed(self):
        assert len(choices_of("a b c d e f g h i j k l m n o p")) <= 10
        assert all(len(each) <= 40 for each in choices_of("Abc " * 36))

    @pytest.mark.parametrize(
        ("shown_as", "is_own"),
        [("", False), ("Jane", False), (NEIGHBOR, False), ("J. D.", False), ("Janie", True)],
    )
    def test_are_told_from_wording_of_ones_own(self, shown_as, is_own):
        assert is_own_wording("Jane Doe", shown_as) == is_own


class TestFirstAndLast:
    @pytest.mark.parametrize(
        ("name", "parts"),
        [
            ("Ines Basalt", ("Ines", "Basalt")),
            ("Doe, Jane", ("Jane", "Doe")),
            ("Dr. Jane van Doe", ("Jane", "van Doe")),
            ("李雷", ("李雷", "")),
        ],
    )
    def test_are_told_apart_as_far_as_one_can(self, name, parts):
        assert first_and_last(name) == parts
