import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from candidates import ledger
from candidates.ledger import acts
from candidates.ledger.pairs import keep_pairs_apart, merge_pairs, reasons_against_merging
from candidates.ledger.refresh import differences
from candidates.ledger.snapshots import snapshot
from candidates.models import Act, Candidacy, FecId, LinkSuggestion, Person
from tests.factories import (
    SOURCE,
    OrganizerFactory,
    RaceFactory,
    draft_answer,
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)


@pytest.fixture
def organizer():
    return OrganizerFactory.create()


def suggested(first: Person, second: Person, **columns) -> LinkSuggestion:
    return LinkSuggestion.objects.create(first=first, second=second, reason="Same.", **columns)


@pytest.fixture
def pair():
    """Two people in one race with FEC ids, and in two others; a third who may be the second."""
    first = run("Ada Quartz", fec_id="H6MI11001", person__full_name="Ada Quartz")
    second = run("Ada Lee Quartz", fec_id="H6MI11002", incumbency="I")
    run(person=first.person, race=RaceFactory.create(district="12"))
    run(person=second.person, race=RaceFactory.create(senate=True), fec_id="S6MI00001")
    second.person.died_on, second.person.died_source_url = datetime.date(2026, 4, 1), SOURCE
    second.person.save()
    run("A. Quartz", person__merged_into=None)
    third = Person.objects.get(full_name="A. Quartz")
    suggested(second.person, third, decision="not_same", decided_at=NOW)
    return suggested(first.person, second.person)


def everything() -> dict[tuple[str, int], object]:
    models = (Person, FecId, Candidacy, LinkSuggestion)
    rows = {
        (model.__name__, row.pk): snapshot(row) for model in models for row in model.objects.all()
    }
    derived = ("status", "outcome", "is_current", "current_answer_id")
    for run_ in Candidacy.objects.all():
        rows["derived", run_.pk] = [getattr(run_, name) for name in derived]
    return rows


def check() -> None:
    """Check what `manage.py check_record` does, and what the database checks at commit."""
    assert not list(differences(Candidacy.objects.all()))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class TestMergePairs:
    def test_is_one_act_and_its_undo_gives_everything_back(self, pair, organizer):
        publish_answer(pair.first.candidacies.first())
        ledger.refresh.refresh_people([pair.first_id, pair.second_id], now=NOW)
        before = everything()
        act = merge_pairs([pair], by=organizer, now=NOW)
        assert act.title == "Merged Ada Quartz and Ada Lee Quartz"
        assert everything() != before
        assert Person.objects.get(pk=pair.second_id).merged_into_id == pair.first_id
        check()
        assert acts.undo(act, by=organizer, now=LATER)
        assert everything() == before
        check()
        moved = pair.second.candidacies.latest("pk")
        assert moved.history.latest("history_id").history_user == organizer
        # And once more: nothing is in the way.
        pair.refresh_from_db()
        merge_pairs([pair], by=organizer, now=LATER)
        check()

    def test_takes_its_later_answers_along_when_it_is_undone(self, pair, organizer):
        act = merge_pairs([pair], by=organizer, now=NOW)
        moved = Candidacy.objects.get(fec_id="S6MI00001")
        publish_answer(moved)
        assert acts.undo(act, by=organizer, now=LATER)
        moved.refresh_from_db()
        assert (moved.person_id, moved.status) == (pair.second_id, "signed")
        check()

    def test_is_not_undone_where_people_were_merged_on(self, pair, organizer):
        act = merge_pairs([pair], by=organizer, now=NOW)
        kept = run("Ada Q.")
        publish_answer(kept)
        further = merge_pairs([suggested(pair.first, kept.person)], by=organizer, now=NOW)
        assert Person.objects.get(pk=pair.first_id).merged_into_id == kept.person_id
        with pytest.raises(ValidationError, match="Ada Lee Quartz changed since: merged into"):
            acts.undo(act, by=organizer, now=LATER)
        for each in (further, act):
            assert acts.undo(each, by=organizer, now=LATER)
        check()

    def test_is_not_undone_where_a_run_was_added_or_linked_since(self, pair, organizer):
        act = merge_pairs([pair], by=organizer, now=NOW)
        kept = Candidacy.objects.get(fec_id="H6MI11001")
        twin = run(person=kept.person, race=RaceFactory.create(district="13"))
        Candidacy.objects.filter(pk=twin.pk).update(
            race=kept.race, duplicate_of=Candidacy.objects.get(fec_id="H6MI11002"), is_current=False
        )
        with pytest.raises(ValidationError, match="was added or linked since"):
            acts.undo(act, by=organizer, now=LATER)
        assert not Act.objects.get(pk=act.pk).is_undone

    def test_merges_all_pairs_or_none_and_names_the_refused(self, pair, organizer):
        one = run("Zoe Stone")
        other = run("Zoe P. Stone", race=one.race)
        refused = suggested(one.person, other.person)
        for each in (one, other):
            draft_answer(each)
        why = reasons_against_merging([pair, refused], by=organizer, now=NOW)
        assert list(why) == [refused.pk]
        with pytest.raises(
            ValidationError, match=r"Zoe Stone = Zoe P\. Stone\?: Both have answers"
        ):
            merge_pairs([pair, refused], by=organizer, now=NOW)
        assert not Person.objects.exclude(merged_into=None).exists()
        assert not Act.objects.exists()


class TestKeepPairsApart:
    def test_is_one_act_that_can_be_undone(self, pair, organizer):
        other = suggested(run().person, run().person)
        act = keep_pairs_apart([pair, other], by=organizer, now=NOW)
        pair.refresh_from_db()
        assert (pair.decision, pair.decided_at, pair.decided_by) == ("not_same", NOW, organizer)
        assert acts.undo(act, by=organizer, now=LATER)
        assert LinkSuggestion.objects.filter(decision="").count() == 2

    def test_decides_nothing_that_was_decided_meanwhile(self, pair, organizer):
        keep_pairs_apart([pair], by=organizer, now=NOW)
        with pytest.raises(ValidationError, match="just decided"):
            keep_pairs_apart([pair], by=organizer, now=NOW)
