import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from candidates.folding import fold
from candidates.models import Candidacy, Person
from tests.factories import PersonFactory, run


class TestSearchName(TestCase):
    """The database and Python fold a name alike."""

    @given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40))
    @settings(max_examples=60)
    def test_equals_fold_but_for_spaces(self, name: str):
        person = PersonFactory.create(full_name=name)
        stored = Person.objects.values_list("search_name", flat=True).get(pk=person.pk)
        # The two libraries know different versions of Unicode: compare letters in common use.
        if all(ord(letter) < 0x250 for letter in name):
            assert " ".join(stored.split()) == fold(name)


@pytest.mark.django_db
class TestNamed:
    @pytest.mark.parametrize(
        "text", ["nunez", "NUÑEZ", "lucia nunez", "nunez lucia", "o'brien", "O’Brien", "  lú "]
    )
    def test_finds_a_name_whatever_its_case_accents_and_order(self, text):
        candidacy = run("Lucía Nuñez-O'Brien")
        run("Somebody Else")
        assert list(Candidacy.objects.named(text)) == [candidacy]

    @pytest.mark.parametrize("text", ["%", "_", "\\", "lucia%", "'; DROP TABLE"])
    def test_takes_every_character_literally(self, text):
        run("Lucía Nuñez")
        assert not Candidacy.objects.named(text).exists()
