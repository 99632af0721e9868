"""What is held of people is listed, and gone when its time is over."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from campaign.lib import outbox, retention
from campaign.lib.outbox.models import Message
from pledges import checks
from pledges.mail import links
from pledges.models import MailedLink, Signature, SignUp, Supporter
from pledges.privacy import register
from pledges.privacy.not_personal import IMPERSONAL
from pledges.signing import confirm
from pledges.tasks.upkeep import forget_networks
from tests.pledges.people import State, a_petition, a_signature, a_supporter

NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class TestList:
    def test_has_every_column_of_every_model(self):
        assert checks.every_column_is_listed(None) == []

    def test_fails_on_a_column_that_nobody_listed(self, monkeypatch):
        without = tuple(
            held for held in register.HELD if "pledges.Supporter.name" not in held.columns
        )
        monkeypatch.setattr(checks, "HELD", without)
        assert [error.id for error in checks.every_column_is_listed(None)] == ["pledges.E001"] * 3

    @pytest.mark.parametrize(
        "column", ["pledges.Demand.text", "candidates.Answer.statement", "campaign.Profile.name"]
    )
    def test_fails_on_a_new_column_of_whatever_model(self, monkeypatch, column):
        model, _dot, name = column.rpartition(".")
        others = " ".join(other for other in IMPERSONAL[model].split() if other != name)
        monkeypatch.setattr(checks, "IMPERSONAL", {**IMPERSONAL, model: others})
        (error,) = checks.every_column_is_listed(None)
        assert error.msg == f"{column} is not in pledges/privacy/register.py."

    def test_fails_on_a_model_that_nobody_looked_at(self, monkeypatch):
        known = {label: names for label, names in IMPERSONAL.items() if label != "pledges.Demand"}
        monkeypatch.setattr(checks, "IMPERSONAL", known)
        assert len(checks.every_column_is_listed(None)) == 3

    @pytest.mark.parametrize(
        ("column", "error_id"), [("x", "pledges.E002"), ("name", "pledges.E003")]
    )
    def test_fails_on_a_column_that_is_gone_or_listed_twice(self, monkeypatch, column, error_id):
        names = f"{IMPERSONAL['pledges.Supporter']} {column}"
        monkeypatch.setattr(checks, "IMPERSONAL", {**IMPERSONAL, "pledges.Supporter": names})
        assert [error.id for error in checks.every_column_is_listed(None)] == [error_id]

    @pytest.mark.django_db
    def test_stands_on_the_privacy_page(self, client):
        page = client.get("/privacy/").text
        for held in register.HELD:
            assert str(held.what) in page
            assert str(held.how_long) in page


@pytest.mark.django_db
class TestPurge:
    @pytest.fixture(autouse=True)
    def petition(self):
        self.petition = a_petition()

    def purge(self, *, is_dry_run=False):
        return sum(count for _rule, count in retention.purge(NOW, is_dry_run=is_dry_run))

    def test_deletes_what_nobody_confirmed_within_seven_days_of_our_email_and_its_signer(self):
        for days in (6.9, 7.1):
            a_signature(
                self.petition,
                a_supporter(confirmed_at=None, created_at=NOW - 9 * DAY),
                state=State.PENDING,
                signed_at=NOW - 9 * DAY,
                emailed_at=NOW - days * DAY,
            )
        self.purge()
        assert Signature.objects.get().emailed_at == NOW - 6.9 * DAY
        assert Supporter.objects.count() == 1

    def test_keeps_what_was_never_emailed_about_for_a_month(self):
        for days in (29.9, 30.1):
            who = a_supporter(confirmed_at=None, created_at=NOW - days * DAY)
            a_signature(self.petition, who, state=State.PENDING, signed_at=NOW - days * DAY)
        self.purge()
        assert Signature.objects.get().signed_at == NOW - 29.9 * DAY

    def test_deletes_sign_ups_that_could_not_be_answered(self):
        for days in (29, 31):
            SignUp.objects.create(sent_at=NOW - days * DAY, tries=3, name="Ines Basalt")
        self.purge()
        assert SignUp.objects.get().sent_at == NOW - 29 * DAY

    def test_deletes_what_was_withdrawn_or_kept_apart_a_month_ago(self):
        for days in (29, 31):
            a_signature(self.petition, state=State.WITHDRAWN, withdrawn_at=NOW - days * DAY)
            a_signature(
                self.petition,
                state=State.QUARANTINED,
                quarantine="limit",
                signed_at=NOW - days * DAY,
            )
        self.purge()
        assert Signature.objects.count() == 2

    def test_deletes_supporters_without_a_signature_unless_they_just_came(self):
        a_supporter(agreed_at=NOW, created_at=NOW - 99 * DAY)
        a_supporter(created_at=NOW - 99 * DAY)
        newcomer = a_supporter(created_at=NOW)
        self.purge()
        assert Supporter.objects.get() == newcomer

    def test_forgets_old_mails_and_links(self):
        supporter = a_supporter(agreed_at=NOW)
        for days in (89, 91):
            outbox.queue("already", [1], now=NOW - days * DAY)
        Message.objects.update(outcome="sent", finished_at=NOW)
        for days in (-1, 1):
            MailedLink.objects.create(
                purpose="me",
                supporter=supporter,
                token_hash=str(days).encode(),
                expires_at=NOW + days * DAY,
            )
        self.purge()
        assert Message.objects.count() == 1
        assert MailedLink.objects.count() == 1

    def test_forgets_networks_after_48_hours(self):
        now = timezone.now()
        for hours in (47, 49):
            a_signature(
                self.petition,
                block_hash=b"x" * 32,
                signed_at=now - datetime.timedelta(hours=hours),
            )
            SignUp.objects.create(
                block_hash=b"x" * 32, sent_at=now - datetime.timedelta(hours=hours)
            )
        forget_networks(int(now.timestamp()))
        assert Signature.objects.filter(block_hash__isnull=False).count() == 1
        assert SignUp.objects.filter(block_hash__isnull=False).count() == 1

    def test_only_counts_in_a_dry_run(self, capsys):
        long_ago = timezone.now() - 400 * DAY
        a_signature(self.petition, state=State.PENDING, signed_at=long_ago, block_hash=b"x")
        call_command("purge", "--dry-run")
        assert "signatures that nobody confirmed" in capsys.readouterr().out
        assert Signature.objects.get().block_hash

    def test_leaves_a_signature_that_counts(self):
        a_signature(self.petition, signed_at=NOW - 400 * DAY, confirmed_at=NOW - 400 * DAY)
        self.purge()
        assert Signature.objects.confirmed().count() == 1

    def test_forgets_who_never_confirmed_also_where_a_rule_took_them_out(self):
        invalidation = self.petition.invalidations.create(postal_code="1", public_reason="x")
        taken_out = {"state": State.INVALID, "invalidation": invalidation}
        long_ago = NOW - 40 * DAY
        for before in ("pending", "confirmed", "withdrawn"):
            a_signature(
                self.petition,
                a_supporter(created_at=long_ago),
                signed_at=long_ago,
                withdrawn_at=long_ago if before == "withdrawn" else None,
                confirmed_at=long_ago,
                state_before=before,
                **taken_out,
            )
        self.purge()
        assert Signature.objects.get().state_before == "confirmed"
        assert Supporter.objects.count() == 1

    def test_forgets_which_networks_sent_unusually_much(self):
        for hours, kind in ((47, "block"), (49, "block"), (49, "domain")):
            self.petition.surges.create(
                kind=kind,
                key=bytes([hours]) * 32,
                hour=NOW - datetime.timedelta(hours=hours),
                count=99,
                usual_count=1,
            )
        self.purge()
        assert self.petition.surges.count() == 2


@pytest.mark.django_db(transaction=True)
class TestPurgeAtOnce:
    def test_leaves_what_its_owner_confirms_meanwhile(self):
        long_ago = timezone.now() - 8 * DAY
        signature = a_signature(
            a_petition(),
            a_supporter(confirmed_at=None, created_at=long_ago),
            state=State.PENDING,
            signed_at=long_ago,
            emailed_at=long_ago,
        )
        links.confirm_url(signature, now=NOW)
        # The clocks of two machines may differ by more than the link has left.
        MailedLink.objects.update(expires_at=timezone.now() + DAY)
        with transaction.atomic():
            link = MailedLink.objects.get()
            content = confirm.content_of(signature)
            assert confirm.confirm(link, content, seen=None, now=timezone.now())
            purging = threading.Thread(target=self.purge)
            purging.start()
            purging.join(timeout=1)
            assert purging.is_alive()
        purging.join()
        signature.refresh_from_db()
        assert signature.is_confirmed
        assert link.supporter.signatures.count() == 1

    def purge(self):
        retention.purge(timezone.now(), is_dry_run=False)
        connection.close()
