import shutil
import tempfile
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import TestCase, override_settings
from django.utils import timezone

from campaign.content.models import Profile
from candidates import models
from candidates.calendar import open_cycle
from candidates.demo.country import settle
from candidates.demo.story import Story
from candidates.rows import FIELDS, public_rows
from candidates.statistics import record_figures
from pledges.models import Petition, Supporter
from pledges.statistics import signature_figures
from tests.database import DATABASE
from tests.factories import OrganizerFactory, run

NOTICE = "Demo: everything here is invented."


def demo(*arguments: str) -> str:
    output = StringIO()
    call_command("demo", *arguments, stdout=output)
    return output.getvalue()


def whole_record() -> list[tuple[Any, ...]]:
    """Return what the demo says of everybody: the public columns, addresses included, and more.

    Public copies have random names, so their hashes stand for them.
    """
    candidacies = models.Candidacy.objects.order_by("pk")
    more = candidacies.values_list("incumbency", "ballot_status", "current_answer__statement")
    rows = public_rows(candidacies.values_list(*FIELDS))
    return [
        (row | {"evidence_copy_url": None}, *others) for row, others in zip(rows, more, strict=True)
    ]


@pytest.mark.world("demo")
class TestDemo(TestCase):
    """Each begins with the demo as it was just built."""

    @classmethod
    def setUpClass(cls):
        cls.media = tempfile.mkdtemp()
        cls.enterClassContext(override_settings(MEDIA_ROOT=cls.media, PRIVATE_MEDIA_ROOT=cls.media))
        cls.addClassCleanup(shutil.rmtree, cls.media)
        DATABASE.copy_files(Path(cls.media))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
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

    def test_has_a_petition_with_39_signatures(self):
        figures = signature_figures(timezone.now())
        assert (figures.petitions, figures.total) == (1, 39)

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
            assert evidence.archived_url.startswith("https://archive.example/2026")

    def test_says_on_every_page_that_it_is_one(self):
        for path in ("/", "/tracker/", "/tracker/mi/", "/petitions/investigate-ice/", "/nowhere/"):
            assert NOTICE in self.client.get(path).content.decode()

    def test_run_again_changes_nothing(self):
        before = whole_record()
        demo()
        assert whole_record() == before

    def test_is_removed_without_a_trace(self):
        demo("--remove")
        for model in apps.get_app_config("candidates").get_models():
            assert model is models.Jurisdiction or not model.objects.exists(), model
        assert not Petition.objects.exists()
        assert not Supporter.objects.exists()
        assert models.Jurisdiction.objects.count() == 56
        assert not get_user_model().objects.exists()

    def test_is_followed_by_a_real_campaign(self):
        demo("--remove")
        password = Path(self.media, "password")
        password.write_text("four lanterns on a porch")
        call_command(
            "start_campaign",
            name="Clean Rivers",
            ask="We ask.",
            organizer="rosa",
            postal_address="P.O. Box 1, Lansing, MI 48901",
            password_file=str(password),
            stdout=StringIO(),
        )
        assert Profile.objects.get().name == "Clean Rivers"

    def test_is_built_again_the_same_even_after_an_attempt_that_failed(self):
        before = whole_record()
        demo("--remove")
        # An attempt that fails halfway uses up numbers of rows, as a removal does.
        failure = OSError("The disk is full.")
        with (
            mock.patch.object(Story, "tell", side_effect=failure),
            pytest.raises(OSError, match="full"),
        ):
            demo()
        demo()
        assert whole_record() == before

    def test_leaves_what_organizers_made_beside_it_when_it_is_removed(self):
        organizer = OrganizerFactory.create(username="rosa")
        draft = models.PledgeText.objects.create(version=3, title="Our pledge", body="We ask.")
        cycle = open_cycle(2028)
        Profile.objects.update(name="Clean Rivers")
        races = list(models.Race.objects.in_cycle(cycle).order_by("pk"))
        stages = models.Stage.objects.filter(race__in=races).count()
        versions = draft.history.count()
        demo("--remove")
        assert not models.Person.objects.exists()
        assert list(models.PledgeText.objects.all()) == [draft]
        assert draft.history.count() == versions
        assert list(models.Cycle.objects.all()) == [cycle]
        assert list(models.Race.objects.order_by("pk")) == races
        assert models.Stage.objects.count() == stages
        assert Profile.objects.get().name == "Clean Rivers"
        assert list(get_user_model().objects.all()) == [organizer]

    def test_takes_people_along_that_organizers_invented(self):
        person = models.Person.objects.create(
            full_name="Ada Quartz", sort_name="Quartz, Ada", slug="ada-quartz", is_invented=True
        )
        race = models.Race.objects.in_cycle(open_cycle(2028))[0]
        models.Candidacy.objects.create(person=person, race=race)
        demo("--remove")
        assert not models.Candidacy.objects.exists()
        assert models.Race.objects.filter(pk=race.pk).exists()


@pytest.mark.django_db
class TestSettle:
    def incumbents(self) -> list[tuple[str, str]]:
        with transaction.atomic():
            candidacies = settle(open_cycle(2026), Random(1), now=timezone.now())
            found = [(row.person.slug, row.incumbency) for row in candidacies]
            transaction.set_rollback(True)
        return found

    def test_has_the_same_incumbents_whatever_the_numbers_of_the_races(self):
        first = self.incumbents()
        # Where the number of races is odd, it is the second time that begins with another parity.
        assert self.incumbents() == first
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('candidates_race', 'id'))")
        assert self.incumbents() == first


@pytest.mark.django_db
class TestSiteWithoutPeople:
    @pytest.fixture
    def draft(self) -> models.PledgeText:
        return models.PledgeText.objects.create(version=1, title="Our pledge", body="We ask.")

    def test_loses_nothing_to_the_removal_of_no_demo(self, draft):
        cycle = open_cycle(2028)
        before = models.Race.objects.count()
        assert demo("--remove") == "This site has no demo, so nothing was removed.\n"
        assert list(models.PledgeText.objects.all()) == [draft]
        assert list(models.Cycle.objects.all()) == [cycle]
        assert models.Race.objects.count() == before

    def test_keeps_the_demo_away_once_it_has_a_pledge_text(self, draft):
        with pytest.raises(CommandError, match="already has a pledge or a cycle"):
            demo()
        assert not models.Person.objects.exists()

    def test_keeps_the_demo_away_once_it_has_a_cycle(self):
        open_cycle(2026)
        with pytest.raises(CommandError, match="already has a pledge or a cycle"):
            demo()
        assert models.Cycle.objects.get().pinned_on is None

    def test_keeps_the_demo_away_without_a_complaint_where_asked(self, draft):
        assert demo("--if-empty") == ""
        assert not models.Person.objects.exists()


@pytest.mark.django_db
class TestRealPeople:
    @pytest.mark.parametrize("argument", [[], ["--remove"]])
    def test_are_never_joined_or_removed_by_a_demo(self, argument):
        candidacy = run()
        with pytest.raises(CommandError, match="has real people"):
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
