"""What is held of people is listed, and gone when its time is over."""

from __future__ import annotations

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaign.lib import retention
from pledges import checks, privacy
from pledges.models import Mail, MailedLink, Signature, Supporter
from pledges.tasks.upkeep import forget_networks
from tests.pledges.people import State, a_petition, a_signature, a_supporter

NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class TestList:
    def test_has_every_column_of_every_model(self):
        assert checks.every_column_is_listed(None) == []

    def test_fails_on_a_column_that_nobody_listed(self, monkeypatch):
        without = tuple(
            held for held in privacy.HELD if "pledges.Supporter.name" not in held.columns
        )
        monkeypatch.setattr(checks, "HELD", without)
        assert [error.id for error in checks.every_column_is_listed(None)] == ["pledges.E001"] * 2

    def test_fails_on_a_model_that_nobody_looked_at(self, monkeypatch):
        known = privacy.IMPERSONAL_MODELS - {"pledges.Milestone"}
        monkeypatch.setattr(checks, "IMPERSONAL_MODELS", known)
        found = {error.msg for error in checks.every_column_is_listed(None)}
        assert "pledges.Milestone.size is not in pledges/privacy.py." in found

    def test_fails_on_a_column_that_is_gone(self, monkeypatch):
        monkeypatch.setattr(checks, "NOT_PERSONAL", privacy.NOT_PERSONAL | {"pledges.Signature.x"})
        assert [error.id for error in checks.every_column_is_listed(None)] == ["pledges.E002"]

    @pytest.mark.django_db
    def test_stands_on_the_privacy_page(self, client):
        page = client.get("/privacy/").text
        for held in privacy.HELD:
            assert str(held.what) in page
            assert str(held.how_long) in page


@pytest.mark.django_db
class TestPurge:
    @pytest.fixture(autouse=True)
    def petition(self):
        self.petition = a_petition()

    def purge(self, *, is_dry_run=False):
        return sum(count for _rule, count in retention.purge(NOW, is_dry_run=is_dry_run))

    def test_deletes_what_nobody_confirmed_within_seven_days_and_its_signer(self):
        for days in (6.9, 7.1):
            a_signature(
                self.petition,
                a_supporter(confirmed_at=None, created_at=NOW - days * DAY),
                state=State.PENDING,
                signed_at=NOW - days * DAY,
            )
        self.purge()
        assert Signature.objects.get().signed_at == NOW - 6.9 * DAY
        assert Supporter.objects.count() == 1

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

    def test_keeps_whoever_agreed_to_mail(self):
        a_supporter(agreed_at=NOW, created_at=NOW - 99 * DAY)
        a_supporter(created_at=NOW - 99 * DAY)
        a_supporter(created_at=NOW)
        self.purge()
        assert Supporter.objects.count() == 2

    def test_forgets_old_mails_and_links(self):
        supporter = a_supporter(agreed_at=NOW)
        for days in (89, 91):
            Mail.objects.create(kind="already", supporter=supporter, due_at=NOW - days * DAY)
        for days in (-1, 1):
            MailedLink.objects.create(
                purpose="me",
                supporter=supporter,
                token_hash=str(days).encode(),
                expires_at=NOW + days * DAY,
            )
        self.purge()
        assert Mail.objects.count() == 1
        assert MailedLink.objects.count() == 1

    def test_forgets_networks_after_48_hours(self):
        now = timezone.now()
        for hours in (47, 49):
            a_signature(
                self.petition,
                block_hash=b"x" * 32,
                signed_at=now - datetime.timedelta(hours=hours),
            )
        forget_networks(int(now.timestamp()))
        assert Signature.objects.filter(block_hash__isnull=False).count() == 1

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
