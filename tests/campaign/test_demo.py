import shutil
import tempfile
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from campaign.models import Profile
from candidates import models
from candidates.statistics import record_figures
from tests.factories import run

NOTICE = "Its people are invented"


def demo(*arguments: str) -> str:
    output = StringIO()
    call_command("demo", *arguments, stdout=output)
    return output.getvalue()


def whole_record() -> list[tuple]:
    """Return what the demo says of everybody, without the numbers of its rows."""
    return list(
        models.Candidacy.objects.order_by("person__slug", "race__chamber").values_list(
            "person__slug", "race__jurisdiction", "race__district", "status", "outcome",
            "current_answer__answered_on", "current_answer__statement", "updated_at",
        )
    )  # fmt: skip


class TestDemo(TestCase):
    """Built once for all of these, because a country takes some seconds."""

    @classmethod
    def setUpClass(cls):
        cls.media = tempfile.mkdtemp()
        cls.enterClassContext(override_settings(MEDIA_ROOT=cls.media, PRIVATE_MEDIA_ROOT=cls.media))
        cls.addClassCleanup(shutil.rmtree, cls.media)
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        demo()
        cls.figures = record_figures(models.Cycle.objects.current())

    def test_has_42_signers_in_18_states_and_9_refusals(self):
        assert (self.figures.signed, self.figures.states, self.figures.refused) == (42, 18, 9)

    def test_has_somebody_in_every_race(self):
        assert models.Race.objects.filter(candidacies=None).count() == 0
        assert models.Race.objects.filter(voting=True).count() == 470
        assert 1_850 <= self.figures.tracked <= 1_950

    def test_sorts_the_signers_into_37_1_and_4(self):
        assert {name: count for name, count in self.figures.outcomes.items() if count} == {
            "active": 37,
            "won_primary": 1,
            "lost_primary": 4,
        }

    def test_equals_its_own_ledger(self):
        call_command("check_record", stdout=StringIO())

    def test_has_one_of_every_story(self):
        answers = models.Answer.objects.published()
        assert answers.filter(kind="rescinded").count() == 1
        assert answers.filter(kind="signed_with_changes").count() == 1
        assert answers.exclude(retracted_at=None).count() == 1
        assert models.StageResult.objects.filter(outcome="to_runoff").count() >= 2
        assert models.Stage.objects.filter(status="void").exclude(superseded_by=None).count() == 1
        for ballot_status in ("died", "withdrawn", "switched_race"):
            assert models.Candidacy.objects.filter(ballot_status=ballot_status).count() == 1
        assert models.Outreach.objects.exists()
        assert models.Correction.objects.undecided().exists()

    def test_holds_invented_people_only_and_their_addresses_lead_nowhere(self):
        assert not models.Person.objects.real().exists()
        sites = models.Candidacy.objects.exclude(campaign_url="")
        assert not sites.exclude(campaign_url__endswith=".example/").exists()

    def test_shows_a_drawn_page_for_every_answer(self):
        for evidence in models.Evidence.objects.all():
            assert evidence.sha256
            assert evidence.public_copy.name.endswith(".webp")

    def test_says_on_every_page_that_it_is_one(self):
        for path in ("/", "/tracker/", "/tracker/mi/", "/nowhere/"):
            assert NOTICE in self.client.get(path).content.decode()

    def test_run_again_changes_nothing(self):
        before = whole_record()
        demo()
        assert whole_record() == before

    def test_is_removed_without_a_trace_and_built_again_the_same(self):
        before = whole_record()
        demo("--remove")
        for model in (models.Person, models.Candidacy, models.Answer, models.Race, models.Cycle):
            assert not model.objects.exists()
        assert models.Jurisdiction.objects.count() == 56
        assert not get_user_model().objects.exists()
        demo()
        assert whole_record() == before


@pytest.mark.django_db
class TestRealPeople:
    @pytest.mark.parametrize("argument", [[], ["--remove"]])
    def test_are_never_joined_or_removed_by_a_demo(self, argument):
        candidacy = run()
        with pytest.raises(CommandError, match="holds real people"):
            demo(*argument)
        assert list(models.Person.objects.all()) == [candidacy.person]

    def test_keep_the_demo_away_without_a_complaint_where_asked(self):
        run()
        assert demo("--if-empty") == ""
        assert models.Person.objects.count() == 1

    def test_have_no_notice_of_a_demo_on_their_pages(self, client):
        run()
        Profile(name="Clean Rivers", ask="We ask.").save()
        assert NOTICE not in client.get("/tracker/").content.decode()
