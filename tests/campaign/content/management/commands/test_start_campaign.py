from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from campaign.content.first_steps import first_steps
from campaign.content.models import Profile
from candidates.models import Person, PledgeText
from tests.factories import run

pytestmark = pytest.mark.django_db
PASSWORD = "four lanterns on a porch"


@pytest.fixture
def start(tmp_path):
    """Return a function that starts a campaign and returns what the command printed."""

    def start_campaign(password: str = PASSWORD, **options: str) -> str:
        path = tmp_path / "password"
        path.write_text(password + "\n")
        output = StringIO()
        call_command(
            "start_campaign",
            **{
                "name": "Clean Rivers",
                "ask": "We ask for clean rivers.",
                "postal_address": "P.O. Box 1, Lansing, MI 48901",
                "organizer": "rosa",
            }
            | options,
            password_file=str(path),
            stdout=output,
        )
        return output.getvalue()

    return start_campaign


class TestStartCampaign:
    def test_leaves_a_site_with_a_name_an_organizer_and_a_draft_and_no_people(self, start):
        start()
        profile = Profile.objects.get()
        assert (profile.name, profile.ask, profile.postal_address) == (
            "Clean Rivers",
            "We ask for clean rivers.",
            "P.O. Box 1, Lansing, MI 48901",
        )
        organizer = get_user_model().objects.get()
        assert organizer.is_superuser
        assert organizer.check_password(PASSWORD)
        assert PledgeText.objects.get().effective_on is None
        assert not Person.objects.exists()

    def test_takes_the_ask_in_short(self, start):
        start(short_ask="clean our rivers")
        assert Profile.objects.get().question == "Who has pledged to clean our rivers?"

    def test_says_what_to_do_next(self, start):
        assert "Import the FEC’s candidate file" in start()

    def test_stores_nothing_with_a_password_that_is_too_easy(self, start):
        with pytest.raises(CommandError, match="too common"):
            start(password="password")
        assert not Profile.objects.exists()
        assert not get_user_model().objects.exists()

    def test_stores_nothing_with_a_name_that_is_too_long(self, start):
        with pytest.raises(CommandError):
            start(name="x" * 61)
        assert not Profile.objects.exists()

    def test_refuses_a_site_with_people_on_record(self, start):
        run()
        with pytest.raises(CommandError, match="already has a campaign"):
            start()

    def test_asks_for_what_no_option_gives(self, start, monkeypatch):
        answers = iter(["Clean Rivers", "We ask.", "P.O. Box 1", "rosa"])
        monkeypatch.setattr("builtins.input", lambda _question: next(answers))
        monkeypatch.setattr("getpass.getpass", lambda _question: PASSWORD)
        call_command("start_campaign", stdout=StringIO())
        assert Profile.objects.get().ask == "We ask."


class TestFirstSteps:
    def test_grow_fewer_as_they_are_done(self, start):
        assert len(first_steps().left) == 12
        start()
        assert len(first_steps().left) == 10
        PledgeText.objects.update(effective_on="2026-01-01")
        run()
        assert len(first_steps().left) == 8

    @pytest.mark.parametrize(("rule", "asked"), [(True, 1), (False, 0)])
    def test_ask_for_a_second_organizer_where_the_rule_needs_one(self, settings, rule, asked):
        settings.TWO_PERSON_RULE = rule
        assert sum("second organizer" in step.sentence for step in first_steps().left) == asked
