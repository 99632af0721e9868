import re

import pytest
from django.db import connection

from campaign.lib.folding import (
    cut,
    fold,
    has_word,
    plain_words,
    search_key,
    sort_key,
    trigrams,
)
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


@pytest.mark.django_db
class TestTrigrams:
    def test_have_every_three_characters_of_a_name(self):
        for name in ("Ada", "Ada Stone", "Ada Stones", "Jo", "Al Sadr李雷"):
            person = PersonFactory.create(full_name=name)
            key = person.search_name
            people = Person.objects.filter(pk=person.pk)
            [found] = people.values_list(trigrams("search_name"), flat=True)
            assert {key[place : place + 3] for place in range(len(key) - 2)} <= set(found), name

    def test_are_in_the_index_as_in_the_words_of_a_search(self):
        sql = str(Person.objects.filter(has_word("search_name", "o'brien", is_indexed=True)).query)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_indexdef('person_search_trigrams'::regclass)")
            [(index,)] = cursor.fetchall()
        noise = re.compile(r'"candidates_person"\.|::text|[\s()"]')
        _before, _using, indexed = noise.sub("", index).partition("USINGgin")
        assert noise.sub("", sql).count(f"{indexed}@>") == 2
