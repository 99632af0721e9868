from collections.abc import Iterator

import pytest
from django.utils import timezone

from campaign.content.models import Profile
from pledges.mail.addresses import forget_rules
from pledges.models import Update
from tests.pledges.people import a_petition, a_signature, a_supporter


@pytest.fixture(autouse=True)
def rules_read_anew() -> Iterator[None]:
    """Let no rule of a mail provider outlive the test that wrote it."""
    forget_rules()
    yield
    forget_rules()


@pytest.fixture
def update() -> Update:
    """Return a public update to a petition with two signers who agreed to updates."""
    Profile.objects.create(name="Ours", ask="We ask.", postal_address="P.O. Box 1")
    petition = a_petition(title="Files")
    for _number in range(2):
        a_signature(petition, a_supporter(agreed_at=timezone.now()))
    a_signature(petition)
    return Update.objects.create(
        petition=petition,
        title="We met them",
        body="They *listened*.",
        published_at=timezone.now(),
    )
