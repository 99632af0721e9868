"""A real worker is killed around the sending of a mail: no mail is lost, and none is another.

`make faults` does each of these fifty times instead of three.
"""

from __future__ import annotations

import email
import os
from pathlib import Path

import pytest
from django.test import Client

from pledges.models import Mail, SignUp
from tests.campaign.lib.workers import PATIENCE_SECONDS, StartWorker, wait_for
from tests.pledges.dying import POINTS
from tests.pledges.people import a_petition

TIMES = int(os.environ.get("FAULT_TIMES") or 3)


@pytest.mark.django_db(transaction=True)
class TestKilledWorker:
    @pytest.mark.parametrize("point", POINTS)
    def test_loses_no_mail_and_repeats_only_what_the_server_had(
        self, point: str, start_worker: StartWorker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        a_petition(slug="ice")
        visitor = Client(headers={"Sec-Fetch-Site": "same-origin"})
        monkeypatch.setenv("EMAIL_URL", f"filemail:///{tmp_path / 'mail'}")
        monkeypatch.setenv("DIE_AT", point)
        for time in range(1, TIMES + 1):
            mark = tmp_path / f"died-{time}"
            monkeypatch.setenv("DIE_ONCE", str(mark))
            form = {"name": "Ines", "email": f"{time}@example.org", "postal_code": "48226"}
            assert visitor.post("/petitions/ice/sign/", form).status_code == 303
            start_worker().wait(PATIENCE_SECONDS)
            assert mark.exists()
            survivor = start_worker()
            wait_for(lambda time=time: Mail.objects.filter(sent_at__isnull=False).count() == time)
            survivor.kill()
            survivor.wait()
            sent = messages(tmp_path / "mail", f"{time}@example.org")
            assert len(sent) == (2 if point == "after sending" else 1)
            assert len({message["Message-ID"] for message in sent}) == 1
        assert not SignUp.objects.exists()
        assert Mail.objects.count() == TIMES


def messages(folder: Path, to: str) -> list[email.message.Message]:
    """Return the mails in a folder that went to one address."""
    found = [email.message_from_bytes(path.read_bytes()) for path in folder.iterdir()]
    return [message for message in found if message["To"] == to]
