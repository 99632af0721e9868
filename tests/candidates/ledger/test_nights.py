import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from candidates.ledger import nights
from candidates.ledger.nights import Entry, Refusal
from candidates.models import ResultDraft, StageResult
from tests.factories import SOURCE, OrganizerFactory, StageFactory, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> Entry:
    stage = StageFactory.create()
    won = StageResult.Outcome.ADVANCED
    return Entry(stage, run(race=stage.race), won, SOURCE, OrganizerFactory.create())


class TestNeedsRelease:
    def test_asks_for_another_person_who_may_release(self, entry, settings):
        assert not nights.needs_release(entry.by)
        release = Permission.objects.get(codename="release_stageresult")
        entry.by.user_permissions.add(release)
        assert not nights.needs_release(entry.by)
        other = OrganizerFactory.create()
        other.user_permissions.add(release)
        assert nights.needs_release(entry.by)
        settings.TWO_PERSON_RULE = False
        assert not nights.needs_release(entry.by)


class TestDraftAndRelease:
    def test_lets_nobody_overwrite_what_someone_else_entered(self, entry):
        now, other = timezone.now(), OrganizerFactory.create()
        nights.draft([entry], by=entry.by, now=now)
        rival = Entry(entry.stage, run(race=entry.stage.race), entry.outcome, SOURCE, other)
        for enter in (nights.draft, nights.record):
            with pytest.raises(Refusal, match="entered results for this election"):
                enter([rival], by=other, now=now)
        assert ResultDraft.objects.get().entered_by == entry.by

    def test_names_each_race_and_records_none_if_one_is_refused(self, entry):
        other = StageFactory.create(race__district="12", status="void")
        void = Entry(other, run(race=other.race), entry.outcome, SOURCE, entry.by)
        with pytest.raises(Refusal) as refusal:
            nights.record([entry, void], by=entry.by, now=timezone.now())
        assert list(refusal.value.by_stage) == [other.pk]
        assert not StageResult.objects.exists()

    def test_takes_two_people_and_both_are_on_record(self, entry):
        now, second = timezone.now(), OrganizerFactory.create()
        nights.draft([entry], by=entry.by, now=now)
        [draft] = ResultDraft.objects.all()
        with pytest.raises(Refusal, match="someone else has to release"):
            nights.release([draft], by=entry.by, now=now)
        nights.release([draft], by=second, now=now)
        result = StageResult.objects.get()
        assert (result.recorded_by, result.released_by) == (entry.by, second)
        assert not ResultDraft.objects.exists()
        with pytest.raises(Refusal, match="changed since"):
            nights.release([draft], by=second, now=now)
