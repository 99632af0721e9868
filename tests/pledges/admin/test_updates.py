from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from campaign.content.models import Profile
from pledges.mail import updates
from pledges.models import Supporter, Update
from pledges.tasks import mail_updates
from tests.candidates.admin.pages import fields_in
from tests.pledges.admin.pages import SAVE, add_to, errors_of, list_of, page, sent
from tests.pledges.emails import send_due
from tests.pledges.people import a_petition

ADD = add_to("update")
pytestmark = pytest.mark.django_db


def work() -> None:
    """Do what the worker and the sender do."""
    mail_updates(timestamp=0)
    send_due()
    mail_updates(timestamp=0)


def shown(client, update: Update, name: str = "change") -> str:
    return " ".join(client.get(page(name, update)).text.split())


class TestPreview:
    def test_shows_page_and_email(self, admin_client, update):
        text = shown(admin_client, update, "preview")
        for words in (
            "<em>listened</em>",
            "Hello Ada,",
            "They listened.",
            "Email it to signers…",
            "P.O. Box",
        ):
            assert words in text


class TestTest:
    def test_goes_to_the_organizer_alone_and_is_not_counted(
        self, admin_client, admin_user, update, mailoutbox
    ):
        for _time in range(2):
            assert admin_client.post(page("test", update)).status_code == 302
            work()
        assert [mail.to for mail in mailoutbox] == [[admin_user.email]] * 2
        assert mailoutbox[0].subject == "Test: We met them (update on “Files”)"
        assert f"/petitions/{update.petition.slug}/#update-{update.pk}" in mailoutbox[0].body
        update.refresh_from_db()
        assert updates.count_so_far(update) == update.sent_count == 0
        assert update.sending_asked_at is None

    def test_needs_an_address(self, admin_client, update):
        User.objects.update(email="")
        refused = admin_client.post(page("test", update))
        assert (refused.status_code, "has no email address" in refused.text) == (422, True)


class TestMailing:
    def test_says_first_how_many_agreed(self, admin_client, update):
        assert "Email 2 signers" in shown(admin_client, update, "mail")
        Supporter.objects.exclude(agreed_at=None)[0].delete()
        assert "Email 1 signer<" in shown(admin_client, update, "mail")
        update.refresh_from_db()
        assert update.sending_asked_at is None

    def test_reaches_each_who_agreed_and_shows_how_far_it_came(
        self, admin_client, update, mailoutbox
    ):
        assert admin_client.post(page("mail", update)).status_code == 302
        mail_updates(timestamp=0)
        text = shown(admin_client, update)
        assert "<dt>Sent</dt> <dd>0</dd>" in text
        assert "we add more as these go out)</dt> <dd>2</dd>" in text
        work()
        assert len(mailoutbox) == 2
        text = shown(admin_client, update)
        assert "<dt>Sent</dt> <dd>2</dd>" in text
        assert "<dt>Done</dt>" in text
        assert "Pause the mailing" not in text
        assert "sent to 2" in admin_client.get(list_of("update")).text

    def test_is_refused_with_sentences_until_the_update_is_ready(self, admin_client, update):
        Profile.objects.update(postal_address="")
        Update.objects.update(published_at=None)
        refused = admin_client.post(page("mail", update))
        assert refused.status_code == 422
        assert "Enter the campaign’s mailing address under “Site” first." in refused.text
        assert "Publish the update first." in refused.text

    def test_is_done_once(self, admin_client, update):
        admin_client.post(page("mail", update))
        again = admin_client.post(page("mail", update))
        assert (again.status_code, "already emailed" in again.text) == (422, True)

    def test_freezes_the_text(self, admin_client, update):
        opened = fields_in(admin_client.get(page("change", update)))
        admin_client.post(page("mail", update))
        admin_client.post(page("change", update), {**opened, "body": "Other.", **SAVE})
        update.refresh_from_db()
        assert update.body == "They *listened*."
        assert "body" not in fields_in(admin_client.get(page("change", update)))


class TestStopping:
    def test_pauses_resumes_and_cancels_by_buttons(self, admin_client, update, mailoutbox):
        admin_client.post(page("mail", update))
        mail_updates(timestamp=0)
        for name, words in (("pause", "Resume the mailing…"), ("resume", "Pause the mailing…")):
            assert words not in shown(admin_client, update)
            assert admin_client.get(page(name, update)).status_code == 200
            assert admin_client.post(page(name, update)).status_code == 302
            assert words in shown(admin_client, update)
        admin_client.post(page("pause", update))
        work()
        assert "paused" in admin_client.get(list_of("update")).text
        admin_client.post(page("cancel", update))
        work()
        assert mailoutbox == []
        assert "Canceled before sending</dt> <dd>2</dd>" in shown(admin_client, update)
        refused = admin_client.post(page("resume", update))
        assert (refused.status_code, "isn’t being emailed" in refused.text) == (422, True)


class TestForm:
    def test_stores_an_update_and_leads_to_its_preview(self, admin_client):
        typed = {"petition": a_petition().pk, "title": "News", "body": "Words."}
        response = sent(admin_client, ADD, typed, {"_preview": "1"})
        assert response.headers["Location"] == page("preview", Update.objects.get())

    @pytest.mark.parametrize(
        ("field", "words"),
        [("body", "See [[nothing]]"), ("body", "{singed}"), ("title", "{signed}")],
    )
    def test_refuses_what_leads_nowhere(self, admin_client, field, words):
        typed = {"petition": a_petition().pk, "title": "News", "body": "Words.", field: words}
        refused = sent(admin_client, ADD, typed)
        assert refused.status_code == 422
        assert errors_of(refused, field)

    def test_is_deleted_only_before_anybody_saw_it(self, admin_client, update):
        draft = Update.objects.create(petition=update.petition, title="Draft", body="x")
        assert admin_client.post(page("delete", update), {"post": "yes"}).status_code == 403
        assert admin_client.post(page("delete", draft), {"post": "yes"}).status_code == 302
