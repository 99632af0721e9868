import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from candidates.folding import named
from candidates.models import Candidacy, Person
from tests.factories import PersonFactory, run

NAMES = {
    "Lucía Nuñez-O'Brien": "nunez NUÑEZ|lucia nunez|nunez lucia|o'brien|O’Brien|obrien|  lú |"
    "Nuñez–O’Brien|nunez, lucia|nunezobrien|lucia nunez o brien",
    "Jane Doe": "Doe, Jane|Rep. Doe|Doe, Rep. Jane|The Hon. Jane Doe|U.S. Rep. Doe|US Sen. Doe|"
    "Former State Senator Jane Doe|Judge Doe|JANE  DOE|Doe–Jane|Jane Doe.",
    "Robert “Bo” Diaz": '"Bo"|bo diaz|‘Bo’ Diaz|Diaz, Robert (Bo)|ROBERT "BO" DÍAZ',
    "Sal Damaro": "d'amaro|D’Amaro|D\u02bcAmaro|damaro, sal",
    "Sal D Amato": "d'amato|amato d|d amato",
    "Ama Kaʻohe": "kaohe|Ka\u02bcohe|Ka'ohe",
    "J.R. Al-Sadr Jr.": "jr|J. R. al sadr|alsadr|Al-Sadr, J.R., Jr.|al—sadr",
    "Amartya Sen": "sen|Sen. Amartya Sen|amartya sen",
    "Łukasz Đorđević": "lukasz dordevic|ĐORĐEVIĆ",
    "李雷": "李雷|雷",
}


class TestSearchName(TestCase):
    """A name is found by itself, whatever is in it, and by its words in any order."""

    @given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40))
    @settings(max_examples=60)
    def test_is_found_by_the_name_as_it_is_written(self, name: str):
        # The two libraries know different versions of Unicode: compare letters in common use.
        if all(ord(letter) < 0x250 for letter in name) and any(map(str.isalnum, name)):
            person = PersonFactory.create(full_name=name)
            backwards = " ".join(reversed(name.split()))
            assert Person.objects.filter(named(name), named(backwards), pk=person.pk).exists()


@pytest.mark.django_db
class TestNamed:
    def test_ignores_case_accents_punctuation_titles_and_order(self, subtests):
        rows = {name: run(name) for name in NAMES}
        for name, texts in NAMES.items():
            for text in texts.split("|"):
                with subtests.test(text):
                    assert rows[name] in Candidacy.objects.named(text)

    def test_finds_everybody_without_a_text_and_nobody_by_punctuation_alone(self, subtests):
        run("Lucía Nuñez")
        assert Candidacy.objects.named("  ").exists()
        for text in ("%", "_", "\\", "'", '"', "–", "lucia%x", "'; DROP TABLE", "ned", "nuñez x"):
            with subtests.test(text):
                assert not Candidacy.objects.named(text).exists()
