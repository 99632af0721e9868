import io
import zipfile

import pytest

from campaign.lib.audit.models import AuditEvent
from tests.factories import OrganizerFactory, run
from tests.second_factor import prove

pytestmark = pytest.mark.django_db


class TestCase:
    def test_downloads_the_file_after_recent_proof(self, client):
        campaign, me = run(), OrganizerFactory.create(is_superuser=True)
        client.force_login(me)
        address = f"/admin/candidates/candidacy/{campaign.pk}/case/"
        assert client.get(address).status_code == 302
        prove(client)
        assert "Download the file" in client.get(address).text
        response = client.post(address)
        assert response.headers["Content-Type"] == "application/zip"
        body = io.BytesIO(b"".join(response.streaming_content))
        assert "index.html" in zipfile.ZipFile(body).namelist()
        assert AuditEvent.objects.latest("pk").username == me.get_username()
