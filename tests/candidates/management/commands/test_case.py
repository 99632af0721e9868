import zipfile

import pytest
from django.core.management import CommandError, call_command

from campaign.lib.audit.models import AuditEvent
from tests.factories import run

pytestmark = pytest.mark.django_db


class TestCase:
    def test_writes_a_file_that_only_its_owner_reads_and_says_so_in_the_audit_log(self, tmp_path):
        campaign, path = run(), tmp_path / "case.zip"
        call_command("case", str(path), candidacy=campaign.public_id)
        assert zipfile.ZipFile(path).testzip() is None
        assert path.stat().st_mode & 0o777 == 0o600
        event = AuditEvent.objects.latest("pk")
        assert (event.event, event.subject_id) == ("case_exported", str(campaign.pk))
        with pytest.raises(CommandError, match="File exists"):
            call_command("case", str(path), candidacy=campaign.public_id)

    @pytest.mark.parametrize("named", ["H0XX00000", "999999", "²", "9" * 40, ""])
    def test_says_that_it_knows_no_such_campaign(self, tmp_path, named):
        with pytest.raises(CommandError, match="no campaign"):
            call_command("case", str(tmp_path / "case.zip"), candidacy=named)
