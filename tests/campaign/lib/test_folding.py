import pytest

from campaign.lib.folding import cut, fold, has_word, plain_words, search_key, sort_key
from candidates.models import Person
from tests.factories import PersonFactory


class TestFold:
    def test_drops_capitals_accents_and_spaces(self):
        assert fold("  Łukasz   ĐORĐEVIĆ ") == "lukasz dordevic"


class TestPlainWords:
    def test_are_without_punctuation_but_for_apostrophes_inside(self):
        assert plain_words("O’Brien-Nuñez, “Bo” '") == ["o'brien", "nunez", "bo"]


class TestCut:
    def test_leaves_nothing_that_postgresql_cannot_store(self):
        assert cut("a\0" + "b" * 500) == "a\ufffd" + "b" * 198


@pytest.mark.django_db
class TestKeys:
    def test_are_folded_by_the_database_as_by_python(self):
        PersonFactory.create(full_name="Łucía Al-Sadr O’Brien")
        people = Person.objects.annotate(key=search_key("full_name"))
        assert people.get().key == "lucia alsadr obrien"
        for word in plain_words("LUCIA o'brien alsadr"):
            assert people.filter(has_word("key", word)).exists(), word

    def test_sort_a_short_family_name_before_longer_ones(self):
        names = ["Lee, Zoe", "Lee-Ann, Bea", "Leeds, Ana", "Ñandu, Ada", "Oak, Eve"]
        for name in reversed(names):
            PersonFactory.create(sort_name=name)
        by_key = Person.objects.order_by(sort_key("sort_name"))
        assert [*by_key.values_list("sort_name", flat=True)] == names
