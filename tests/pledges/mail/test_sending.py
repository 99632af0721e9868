"""Sending what is due: once, to whom it is still wanted, and no address in a fault."""

from __future__ import annotations

import datetime
from smtplib import SMTPRecipientsRefused
from traceback import format_exception

import pytest
from django.utils import timezone

from pledges.mail import sending
from pledges.models import Mail
from pledges.signing import withdraw
from tests.pledges.people import State, a_petition, a_signature, a_supporter

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class TestSending:
    def test_never_sends_a_mail_twice(self, mailoutbox):
        signature = a_signature(a_petition(), state=State.PENDING)
        mail = Mail.objects.create(
            kind="confirm", signature=signature, supporter=signature.supporter
        )
        for _time in range(2):
            sending.send(mail.pk)
        assert len(mailoutbox) == 1

    def test_drops_what_is_no_longer_true(self, mailoutbox):
        signature = a_signature(a_petition(), state=State.PENDING)
        mail = Mail.objects.create(
            kind="confirm", signature=signature, supporter=signature.supporter
        )
        withdraw.withdraw(signature, now=timezone.now())
        sending.send(mail.pk)
        assert mailoutbox == []
        assert Mail.objects.get().dropped_at

    def test_brings_an_update_with_the_one_click_headers(self, mailoutbox):
        petition = a_petition()
        supporter = a_supporter(agreed_at=START)
        a_signature(petition, supporter)
        update = petition.updates.create(
            title="News\nfrom us", body="Read *this* [page](/privacy/)."
        )
        sending.send(Mail.objects.create(kind="update", update=update, supporter=supporter).pk)
        (mail,) = mailoutbox
        assert mail.subject == "News from us"
        assert "<em>this</em>" in mail.alternatives[0].content
        # A mail has no page that its links could start from.
        assert 'href="http://127.0.0.1:8000/privacy/"' in mail.alternatives[0].content
        assert "Read this page.\nhttp://127.0.0.1:8000/privacy/\n" in mail.body
        url = mail.extra_headers["List-Unsubscribe"].strip("<>")
        assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert url in mail.body
        assert "http://" in url

    def test_brings_no_update_to_whoever_stopped_mail(self, mailoutbox):
        update = a_petition().updates.create(title="News", body="…")
        mail = Mail.objects.create(kind="update", update=update, supporter=a_supporter())
        sending.send(mail.pk)
        assert mailoutbox == []


class TestRefusedMail:
    def test_names_nobody_in_the_log_and_is_listed_after_the_last_try(self, caplog, monkeypatch):
        signature = a_signature(
            a_petition(), a_supporter("zanary@example.org"), state=State.PENDING
        )
        mail = Mail.objects.create(
            kind="confirm", signature=signature, supporter=signature.supporter
        )

        def refuse(self, messages):
            raise SMTPRecipientsRefused({"zanary@example.org": (550, b"zanary is unknown")})

        monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        for is_last_try in (False, True):
            with pytest.raises(sending.MailNotSent) as failure:
                sending.send(mail.pk, is_last_try=is_last_try)
            told = "".join(format_exception(failure.value))
            assert "zanary" not in told
            assert f"Mail {mail.pk}: SMTPRecipientsRefused" in told
            mail.refresh_from_db()
            assert (mail.failed_at is not None) == is_last_try

    def test_whose_job_was_lost_is_listed_too(self):
        signature = a_signature(a_petition(), state=State.PENDING)
        for days in (5, 7):
            Mail.objects.create(
                kind="confirm",
                signature=signature,
                supporter=signature.supporter,
                due_at=START - days * DAY,
            )
        assert sending.give_up_overdue(now=START) == 1
        assert Mail.objects.dead().get().due_at == START - 7 * DAY
