import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.accounts.models import MutedNotice, NoticeMark
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


class TestConstraints:
    def test_allow_one_mark_and_known_kinds_once(self):
        robin, now = OrganizerFactory.create(), timezone.now()
        MutedNotice.objects.create(user=robin, kind="job_failed")
        NoticeMark.objects.create(told_until=now)
        for name, create in (
            (
                "muted_notice_is_one",
                lambda: MutedNotice.objects.create(user=robin, kind="job_failed"),
            ),
            ("muted_notice_has_a_kind", lambda: MutedNotice.objects.create(user=robin, kind="x")),
            ("notice_mark_is_one", lambda: NoticeMark.objects.create(id=2, told_until=now)),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                create()
