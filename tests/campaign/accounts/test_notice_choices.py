import pytest

from campaign.accounts.models import MutedNotice, NoticeKind
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db
PAGE = "/admin/notices/"


class TestChooseNotices:
    def test_turns_emails_off_and_on_for_oneself(self, client):
        robin = OrganizerFactory.create(email="robin@example.org")
        sasha = OrganizerFactory.create()
        MutedNotice.objects.create(user=sasha, kind=NoticeKind.EXPORTED)
        client.force_login(robin)
        assert client.get(PAGE).text.count(" checked") == len(NoticeKind)
        wanted = [kind for kind in NoticeKind if kind != NoticeKind.JOB_FAILED]
        assert client.post(PAGE, {"wanted": wanted}).url == PAGE
        assert MutedNotice.objects.get(user=robin).kind == NoticeKind.JOB_FAILED
        page = client.get(PAGE)
        assert page.text.count(" checked") == len(NoticeKind) - 1
        assert "robin@example.org" in page.text
        client.post(PAGE, {"wanted": list(NoticeKind)})
        assert MutedNotice.objects.get().user == sasha
        assert client.post(PAGE, {"wanted": ["everything"]}).status_code == 422

    def test_is_for_organizers(self, client):
        assert client.get(PAGE).url.startswith("/admin/login/")
