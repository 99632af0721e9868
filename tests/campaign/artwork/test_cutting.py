import json

import pytest

from campaign.artwork.cutting import cut_letter, small_letters
from campaign.artwork.letters import FACES, SMALL


class TestCutLetter:
    @pytest.mark.parametrize("letter", "ÑÁÉÍÓÚÜñáéíóúü¿¡’“”–—…!?&$%0123456789")
    def test_has_the_letters_of_both_languages(self, letter: str):
        for face in FACES:
            polygons, width = cut_letter(face, letter)
            assert polygons
            assert width

    def test_says_what_a_face_lacks(self):
        assert cut_letter(FACES[0], "😭") == ([], 0)


class TestSmallLetters:
    def test_are_the_stored_ones(self):
        assert small_letters() == json.loads(SMALL.read_text())
