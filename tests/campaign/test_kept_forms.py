"""A form that comes after the session expired: who gets it back, for how long, and where."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign.lib import retention
from campaign.models import KeptForm
from candidates.models import Evidence
from tests.candidates.admin.pages import add_to, fields_in
from tests.factories import AnswerFactory, OrganizerFactory
from tests.pictures import photograph

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
LOGIN = reverse("admin:login")


@pytest.fixture
def robin():
    robin = OrganizerFactory.create(username="robin", is_superuser=True)
    robin.set_password("quartz")
    robin.save()
    return robin


def expire(hours: float = 1) -> None:
    Session.objects.update(expire_date=timezone.now() - hours * HOUR)


def browser_of(user) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def form_of_evidence(client: Client, answer) -> dict:
    page = client.get(add_to("evidence"))
    token = client.cookies["csrftoken"].value
    typed = {"answer": answer.pk, "kind": "letter", "publisher": "Quartz\r\nHerald"}
    file = SimpleUploadedFile("letter.jpg", photograph(), "image/jpeg")
    return {**fields_in(page), **typed, "file": file, "csrfmiddlewaretoken": token}


class TestKeptForm:
    def test_comes_back_after_the_login_with_its_photo(self, robin, world_files):
        client, answer = browser_of(robin), AnswerFactory.create()
        form = form_of_evidence(client, answer)
        expire()
        refused = client.post(add_to("evidence"), form)
        assert refused.url == f"{LOGIN}?next={add_to('evidence')}"
        assert "Quartz" not in str(KeptForm.objects.values_list("content").query)
        client.get(refused.url)
        token = client.cookies["csrftoken"].value
        typed = {"username": "robin", "password": "quartz", "csrfmiddlewaretoken": token}
        assert client.post(refused.url, typed).url == add_to("evidence")
        shown = client.get(add_to("evidence"))
        for part in ("We kept your form", "Quartz", "letter.jpg"):
            assert part in shown.text
        sent = {
            **dict(shown.context["fields"]),
            "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
        }
        wrong = client.post(shown.context["address"], {**sent, "url": "no address"})
        assert wrong.status_code == 422
        assert client.post(shown.context["address"], sent).status_code == 302
        evidence = Evidence.objects.get()
        assert (evidence.answer, bool(evidence.original)) == (answer, True)
        assert not KeptForm.objects.exists()

    def test_is_kept_only_for_a_session_that_expired_lately(self, robin):
        for hours, count in ((13, 0), (11, 1)):
            client = browser_of(robin)
            form = form_of_evidence(client, AnswerFactory.create())
            expire(hours)
            client.post(add_to("evidence"), form)
            assert KeptForm.objects.count() == count
        Client().post(add_to("evidence"), {"publisher": "Quartz"})
        assert KeptForm.objects.count() == 1

    def test_is_not_kept_without_a_valid_token_or_after_a_new_password(self, robin):
        client = browser_of(robin)
        form = form_of_evidence(client, AnswerFactory.create())
        expire()
        wrong = client.post(add_to("evidence"), {**form, "csrfmiddlewaretoken": "x" * 64})
        assert wrong.status_code == 403
        robin.set_password("moss")
        robin.save()
        client.post(add_to("evidence"), form)
        assert not KeptForm.objects.exists()

    def test_is_given_to_nobody_else_and_for_an_hour(self, robin):
        content = '{"fields": [["publisher", ["Quartz"]]], "files": []}'
        path = add_to("evidence")
        kept = KeptForm.objects.create(user=robin, path=path, content=content)
        other = browser_of(OrganizerFactory.create(is_superuser=True))
        assert "We kept your form" not in other.get(path).text
        assert "We kept your form" in browser_of(robin).get(path).text
        retention.purge(timezone.now(), is_dry_run=False)
        assert KeptForm.objects.exists()
        KeptForm.objects.update(kept_at=kept.kept_at - HOUR)
        assert "We kept your form" not in browser_of(robin).get(path).text
        retention.purge(timezone.now(), is_dry_run=False)
        assert not KeptForm.objects.exists()

    def test_is_one_of_three_at_most(self, robin):
        client = browser_of(robin)
        page = client.get(add_to("person"))
        token = client.cookies["csrftoken"].value
        key = client.cookies["sessionid"].value
        expire()
        for number in range(4):
            client.cookies["sessionid"] = key
            form = {**fields_in(page), "full_name": f"A {number}", "csrfmiddlewaretoken": token}
            client.post(add_to("person"), form)
        assert KeptForm.objects.count() == 3
        assert not any('"A 0"' in kept.content for kept in KeptForm.objects.all())

    def test_is_told_apart_by_a_cookie_that_outlives_its_session(self, robin, client):
        typed = {"username": "robin", "password": "quartz"}
        cookie = client.post(LOGIN, typed).cookies["sessionid"]
        seconds = client.session.get_expiry_age()
        assert cookie["max-age"] == seconds + 12 * 3600
