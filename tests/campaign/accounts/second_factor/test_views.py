import re

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from campaign.accounts.models import OneTimeCode, TotpKey
from campaign.accounts.models.second_factor import make_codes
from campaign.accounts.second_factor.login import begin
from campaign.lib.audit.models import AuditEvent
from campaign.lib.recent_proof import SESSION_KEY
from tests.campaign.lib.outbox.sending import drain
from tests.factories import OrganizerFactory
from tests.second_factor import code_of, with_app

pytestmark = pytest.mark.django_db
CHECK = "/admin/second-factor/"
SET_UP, CODES = f"{CHECK}set-up/", f"{CHECK}codes/"


@pytest.fixture
def robin():
    return OrganizerFactory.create(username="robin", email="robin@example.org", is_superuser=True)


@pytest.fixture
def after_password(client, rf, robin):
    """Return a client whose session has seen the password."""
    request = rf.get("/")
    request.session = client.session
    begin(request, robin, now=timezone.now())
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client


def key_on(page) -> str:
    return re.search(r'class="key">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")


class TestSetUp:
    def test_comes_at_the_first_login_and_opens_the_desk(self, after_password, robin):
        assert after_password.get(CHECK).url == f"{SET_UP}?next=%2Fadmin%2F"
        page = after_password.get(SET_UP)
        drawn = page.text.partition('class="qr"')[2].partition("</div>")[0]
        assert "<svg" in drawn
        assert "style=" not in drawn
        assert "Skip it" not in page.text
        key = key_on(page)
        assert key not in str(after_password.session.items())
        wrong = after_password.post(SET_UP, {"code": "12345"})
        assert wrong.status_code == 422
        assert "Enter the 6 digits that your app shows." in wrong.text
        wrong = after_password.post(SET_UP, {"code": f"{(int(code_of(key)) + 1) % 10**6:06}"})
        assert "This code doesn’t match this key." in wrong.text
        assert key_on(wrong) == key
        assert after_password.post(SET_UP, {"skip": "1"}).status_code == 422
        assert not TotpKey.objects.exists()
        response = after_password.post(f"{SET_UP}?next=/admin/auth/user/", {"code": code_of(key)})
        assert response.url == f"{CODES}?next=%2Fadmin%2Fauth%2Fuser%2F"
        assert TotpKey.objects.get().user == robin
        event = AuditEvent.objects.get(event="second_factor_added")
        assert (event.username, event.details) == ("robin", {"kind": "totp"})
        drain()
        assert "that logs in to your account, “robin”." in mail.outbox[0].body
        assert after_password.get("/admin/").status_code == 200

    def test_shows_no_key_that_somebody_else_has_seen_in_the_same_browser(self, after_password, rf):
        seen = key_on(after_password.get(SET_UP))
        request = rf.get("/")
        request.session = after_password.session
        begin(request, OrganizerFactory.create(username="sasha"), now=timezone.now())
        request.session.save()
        after_password.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
        assert key_on(after_password.get(SET_UP)) != seen

    def test_can_be_skipped_on_a_trial_until_there_is_one(self, after_password, robin, settings):
        settings.TRIAL_MAIL = True
        assert "Skip it on this trial" in after_password.get(SET_UP).text
        assert after_password.post(SET_UP, {"skip": "1"}).url == "/admin/"
        assert after_password.get("/admin/").status_code == 200
        with_app(robin)
        assert after_password.post(SET_UP, {"skip": "1"}).status_code == 422

    def test_of_another_app_needs_the_first_one(self, client, after_password, robin):
        key = with_app(robin)
        assert after_password.get(SET_UP).url.startswith(CHECK)
        client.force_login(robin)
        asked = client.get(SET_UP)
        assert asked.url == f"{CHECK}?next={SET_UP}"
        assert client.post(asked.url, {"code": code_of(key.key)}).url == SET_UP
        new = key_on(client.get(SET_UP))
        assert client.post(SET_UP, {"code": code_of(new)}).status_code == 302
        assert TotpKey.objects.get().key == new

    def test_is_for_organizers(self, client):
        client.force_login(OrganizerFactory.create(is_staff=False))
        for path in (CHECK, SET_UP, CODES):
            assert client.get(path).url.startswith("/admin/login/")


class TestCodes:
    def test_are_shown_once_and_log_in_once_but_prove_nothing(self, client, after_password, robin):
        with_app(robin)
        code = make_codes(robin)[0]
        typed = {"code": f"{code[:5]}-{code[5:]}", "next": SET_UP}
        assert after_password.post(CHECK, typed).url == SET_UP
        assert after_password.session[SESSION_KEY][0] == "code"
        page = after_password.get(SET_UP)
        assert page.status_code == 200
        assert "You used a one-time code. Codes left: 9." in page.text
        assert "You have 9 left." in after_password.get(CODES).text
        made = re.findall(r"<li><code>(\d{5}) (\d{5})</code>", after_password.post(CODES).text)
        assert len(made) == OneTimeCode.COUNT
        assert not [code for code in map("".join, made) if code in after_password.get(CODES).text]
        assert after_password.post(CHECK, {"code": typed["code"]}).status_code == 422
        assert after_password.post(CHECK, {"code": "".join(made[0])}).status_code == 302
