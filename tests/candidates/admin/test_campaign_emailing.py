import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from campaign.lib.outbox.models import Message
from candidates.models import CampaignEmail, Candidacy
from tests.candidates.admin.pages import list_of
from tests.candidates.admin.test_calling import NOON, at_noon, with_role  # noqa: F401
from tests.factories import SOURCE, run
from tests.second_factor import prove

pytestmark = pytest.mark.django_db
EMAIL = reverse("admin:candidates_candidacy_email")


@pytest.fixture
def rows() -> list[Candidacy]:
    address = {"published_email": "ada@planted.example", "published_contact_source": SOURCE}
    stop = {"do_not_contact": "organizers", "do_not_contact_on": timezone.localdate(NOON)}
    return [run("Ada Moss", **address), run("Bea Fern", **address, **stop)]


def choose(client, rows):
    chosen = {ACTION_CHECKBOX_NAME: [row.pk for row in rows], "action": "email_campaigns"}
    return client.post(list_of("candidacy"), chosen)


def typed(page, **changes):
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {**values, "campaign": page.context["ids"], "send": "Send", **changes}


class TestEmail:
    def test_takes_a_recent_second_factor(self, client, rows):
        with_role("Recorder", client)
        page = choose(client, rows)
        client.post(EMAIL, typed(page))
        assert not Message.objects.exists()
        prove(client)
        client.post(EMAIL, typed(page))
        assert Message.objects.count() == 1
        details = AuditEvent.objects.get(event=Event.BULK).details
        assert (details["did"], details["rows"]) == ("campaign_email", [rows[0].pk])

    def test_names_who_gets_it_and_who_doesnt_then_sends(self, client, rows):
        user = with_role("Recorder", client)
        page = choose(client, rows)
        assert "ada@planted.example (published email)" in page.text
        assert "They asked us to stop." in page.text
        assert "Ada Moss: will you sign the pledge?" in page.text
        prove(client)
        response = client.post(EMAIL, typed(page, subject="Please sign, {name}"), follow=True)
        assert "1 email is on its way." in response.text
        email = CampaignEmail.objects.get()
        assert (email.subject, email.by) == ("Please sign, {name}", user)
        assert Message.objects.count() == 1
        assert mail.outbox == []

    def test_sends_nothing_before_the_button_and_keeps_what_was_typed(self, client, rows):
        with_role("Recorder", client)
        page = choose(client, rows)
        words = typed(page, subject="Hello {name}", text="Your page: {page}")
        del words["send"]
        shown = client.post(EMAIL, words)
        assert "Hello Ada Moss" in shown.text
        for changes, words in (
            ({"text": "Hi {nmae}"}, "We don’t know {nmae}."),
            ({"subject": ""}, "Fill this in."),
            ({"subject": "a\r\nBcc: b@planted.example"}, "invisible character"),
            ({"seen": "0"}, "Who gets this email just changed."),
        ):
            refused = client.post(EMAIL, typed(page, **changes))
            assert refused.status_code == 422
            assert words in refused.text
        assert not Message.objects.exists()
        assert not CampaignEmail.objects.exists()

    def test_lets_callers_send_our_words_to_their_campaigns(self, client, rows):
        caller = with_role("Caller", client)
        Candidacy.objects.filter(pk=rows[0].pk).update(assigned_to=caller)
        other = run(
            "Bo Reed", published_email="bo@planted.example", published_contact_source=SOURCE
        )
        page = choose(client, [*rows, other])
        assert "bo@planted.example" not in page.text
        assert "<textarea" not in page.text
        prove(client)
        words = typed(page, subject="Something else", campaign=[rows[0].pk, other.pk])
        client.post(EMAIL, words)
        assert CampaignEmail.objects.get().subject == "{name}: will you sign the pledge?"
        assert Message.objects.count() == 1

    def test_asks_to_choose_campaigns_first(self, client):
        with_role("Recorder", client)
        assert client.get(EMAIL).url == list_of("candidacy")
        assert client.post(EMAIL, {"campaign": ["x", "9" * 40]}).url == list_of("candidacy")
