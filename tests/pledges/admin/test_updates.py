from unittest.mock import Mock

import pytest
from django.core import mail
from django.db import OperationalError, connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from campaign.lib.outbox.models import Message
from pledges.mail import updates
from pledges.models import Update
from pledges.tasks.updates import mail_update
from tests.candidates.admin.pages import fields_in
from tests.pledges.admin.pages import SAVE, add_to, errors_of, list_of, page, sent
from tests.pledges.mails import send_due
from tests.pledges.people import a_petition, a_signature, a_supporter

ADD = add_to("update")

pytestmark = pytest.mark.django_db


@pytest.fixture
def update() -> Update:
    """Return an update to a petition of which two signers agreed to mail."""
    petition = a_petition(title="Files")
    for _number in range(2):
        a_signature(petition, a_supporter(agreed_at=timezone.now()))
    a_signature(petition)
    return Update.objects.create(petition=petition, title="We met them", body="They *listened*.")


def work() -> None:
    """Do what the worker and the sender do."""
    for job in ProcrastinateJob.objects.filter(task_name="mail_update"):
        mail_update(**job.args)
    send_due()


def fail_jobs() -> None:
    """Let the jobs that mail updates have failed for good."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'mail_update'"
        )


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
        public = Update.objects.create(
            petition=update.petition, title="Public", body="x", published_at=timezone.now()
        )
        assert admin_client.post(page("delete", public), {"post": "yes"}).status_code == 403
        assert admin_client.post(page("delete", update), {"post": "yes"}).status_code == 302


class TestPreview:
    def test_shows_page_and_mail(self, admin_client, update):
        shown = admin_client.get(page("preview", update)).text
        for words in ("<em>listened</em>", "Hello Ada,", "They listened.", "Mail it…"):
            assert words in shown


class TestMailing:
    def test_says_first_how_many_agreed(self, admin_client, update):
        shown = admin_client.get(page("mail", update)).text
        assert "Mail it to 2 who agreed" in shown
        update.refresh_from_db()
        assert update.sending_asked_at is None

    def test_reaches_each_who_agreed_and_shows_how_far_it_came(self, admin_client, update):
        assert admin_client.post(page("mail", update)).status_code == 302
        work()
        assert len(mail.outbox) == 2
        shown = " ".join(admin_client.get(page("change", update)).text.split())
        assert "2 written, 2 sent, 0 failed" in shown
        assert "mailed to 2" in admin_client.get(list_of("update")).text

    def test_is_done_once(self, admin_client, update):
        admin_client.post(page("mail", update))
        again = admin_client.post(page("mail", update))
        assert (again.status_code, "mailed already" in again.text) == (422, True)
        assert ProcrastinateJob.objects.filter(task_name="mail_update").count() == 1

    def test_needs_somebody_who_agreed(self, admin_client):
        update = Update.objects.create(petition=a_petition(), title="News", body="Words.")
        refused = admin_client.post(page("mail", update))
        assert "Nobody who signed agreed to mail." in refused.text

    def test_freezes_the_text(self, admin_client, update):
        opened = fields_in(admin_client.get(page("change", update)))
        admin_client.post(page("mail", update))
        admin_client.post(page("change", update), {**opened, "body": "Other.", **SAVE})
        update.refresh_from_db()
        assert update.body == "They *listened*."
        assert "body" not in fields_in(admin_client.get(page("change", update)))
        assert Message.objects.count() == 0


class TestGoingOn:
    def test_reaches_everybody_once_after_the_job_failed_in_the_middle(
        self, admin_client, update, monkeypatch
    ):
        admin_client.post(page("mail", update))
        assert "Go on mailing it" not in admin_client.get(page("change", update)).text
        monkeypatch.setattr(updates, "AT_ONCE", 1)
        with monkeypatch.context() as patch:
            write_some = updates._write_some
            answers = [write_some, Mock(side_effect=OperationalError)]
            patch.setattr(updates, "_write_some", lambda *values: answers.pop(0)(*values))
            with pytest.raises(OperationalError):
                work()
        fail_jobs()
        assert (Message.objects.count(), len(mail.outbox)) == (1, 0)
        assert "Go on mailing it" in admin_client.get(page("change", update)).text
        assert admin_client.post(page("go_on", update)).status_code == 302
        assert "Go on mailing it" not in admin_client.get(page("change", update)).text
        work()
        assert sorted(len(message.to) for message in mail.outbox) == [1, 1]
        assert len({message.to[0] for message in mail.outbox}) == 2

    def test_is_refused_while_a_job_waits_and_once_it_is_done(self, admin_client, update):
        for step in (lambda: None, lambda: admin_client.post(page("mail", update)), work):
            step()
            refused = admin_client.post(page("go_on", update))
            assert (refused.status_code, "under way or done" in refused.text) == (422, True)
        assert ProcrastinateJob.objects.filter(task_name="mail_update").count() == 1
