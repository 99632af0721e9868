"""A form that comes after the session expired: who gets it back, for how long, and where."""

import datetime

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.defaultfilters import filesizeformat
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign.content.models import KeptForm
from campaign.content.tasks import forget_kept_forms
from campaign.lib import retention
from campaign.lib.recent_proof import demand_recent_proof
from candidates.admin.people import PersonAdmin
from candidates.models import Evidence, Person
from tests.candidates.admin.pages import add_to, fields_in, list_of
from tests.factories import AnswerFactory, OrganizerFactory
from tests.pictures import photograph
from tests.second_factor import code_of, with_app

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
    typed = {"answer": answer.pk, "kind": "email", "publisher": "Quartz\r\nHerald"}
    file = SimpleUploadedFile("letter.jpg", photograph(), "image/jpeg")
    return {**fields_in(page), **typed, "file": file, "csrfmiddlewaretoken": token}


class TestKeptForm:
    def test_comes_back_after_the_login_with_its_photo(self, robin, world_files):
        client, answer, key = browser_of(robin), AnswerFactory.create(), with_app(robin)
        form = form_of_evidence(client, answer)
        expire()
        refused = client.post(add_to("evidence"), form)
        assert refused.url == f"{LOGIN}?next={add_to('evidence')}"
        assert "Quartz" not in str(KeptForm.objects.values_list("content").query)
        assert "we’ll show it to you" in client.get(refused.url).text
        token = client.cookies["csrftoken"].value
        typed = {"username": "robin", "password": "quartz", "csrfmiddlewaretoken": token}
        second_step = client.post(refused.url, typed).url
        # The password alone gives nothing back.
        assert client.get(add_to("evidence")).url == refused.url
        code = {"code": code_of(key.key), "csrfmiddlewaretoken": token}
        assert client.post(second_step, code).url == add_to("evidence")
        shown = client.get(add_to("evidence"))
        typed = dict(shown.context["typed"])
        assert typed["Publisher"] == "Quartz\r\nHerald"
        assert typed["Answer"] == str(answer)
        assert typed["Kind"] == "email from the campaign"
        size = filesizeformat(form["file"].size)
        for part in ("We saved your form", "Quartz<br>Herald", f"letter.jpg ({size})"):
            assert part in shown.text
        assert "We saved a form" in client.get(reverse("admin:index")).text
        sent = {
            **dict(shown.context["fields"]),
            "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
        }
        wrong = client.post(shown.context["address"], {**sent, "url": "no URL"})
        assert wrong.status_code == 422
        assert "We still have letter.jpg." in wrong.text
        assert client.post(shown.context["address"], sent).status_code == 302
        evidence = Evidence.objects.get()
        assert (evidence.answer, bool(evidence.original)) == (answer, True)
        assert not KeptForm.objects.exists()

    def test_is_kept_only_for_a_session_that_expired_lately(self, robin):
        for hours, count in ((13, 0), (11, 1)):
            client = browser_of(robin)
            form = form_of_evidence(client, AnswerFactory.create())
            expire(hours)
            refused = client.post(add_to("evidence"), form)
            assert KeptForm.objects.count() == count
            assert ("we’ll show it to you" in client.get(refused.url).text) == bool(count)
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
        content = '{"fields": [["publisher", ["Quartz"]]], "files": [], "too_large": []}'
        path = add_to("evidence")
        kept = KeptForm.objects.create(user=robin, path=path, content=content)
        sasha = OrganizerFactory.create(is_superuser=True)
        KeptForm.objects.create(user=sasha, path=add_to("person"), content=content)
        other = browser_of(sasha)
        assert "We saved your form" not in other.get(path).text
        token = other.cookies["csrftoken"].value
        stolen = {"publisher": "Moss", "csrfmiddlewaretoken": token, "discard": "1"}
        # Their token is valid: they get the form that they sent, with its mistakes.
        tried = other.post(f"{path}?kept_form={kept.pk}", stolen)
        assert tried.status_code == 422
        assert "Quartz" not in tried.text
        assert KeptForm.objects.filter(pk=kept.pk).exists()
        assert "We saved your form" in browser_of(robin).get(path).text
        retention.purge(timezone.now(), is_dry_run=False)
        assert KeptForm.objects.exists()
        KeptForm.objects.update(kept_at=kept.kept_at - HOUR)
        assert "We saved your form" not in browser_of(robin).get(path).text
        assert "We saved a form" not in browser_of(robin).get(reverse("admin:index")).text
        forget_kept_forms(int(timezone.now().timestamp()) + 1)
        assert not KeptForm.objects.exists()

    def test_is_not_given_to_who_logs_in_next_in_the_same_browser(self, robin):
        client = browser_of(robin)
        form = form_of_evidence(client, AnswerFactory.create())
        expire()
        client.post(add_to("evidence"), form)
        client.force_login(OrganizerFactory.create(is_superuser=True))
        for path in (add_to("evidence"), reverse("admin:index")):
            assert "We kept" not in client.get(path).text
        client.logout()
        assert client.get(add_to("evidence")).status_code == 302
        client.force_login(robin)
        assert "We saved your form" in client.get(add_to("evidence")).text

    def test_waits_while_its_user_has_to_wait_for_the_next_login(self, robin):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client, key = browser_of(robin), with_app(robin)
            form = form_of_evidence(client, AnswerFactory.create())
            expire()
            login = client.post(add_to("evidence"), form).url
            client.get(login)
            typed = {"username": "robin", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
            for password in ("moss",) * 5 + ("quartz",):
                locked_out = client.post(login, {**typed, "password": password})
            assert locked_out.status_code == 429
            assert client.get(add_to("evidence")).url == login
            clock.shift(HOUR / 3)
            step = client.post(login, {**typed, "password": "quartz"}).url
            code = {**typed, "code": code_of(key.key)}
            assert client.post(step, code).url == add_to("evidence")
            assert "We saved your form" in client.get(add_to("evidence")).text

    def test_is_one_of_three_at_most_and_kept_once_for_a_button_pressed_twice(self, robin):
        client = browser_of(robin)
        page = client.get(add_to("person"))
        token = client.cookies["csrftoken"].value
        expire()
        # A search box of the same page asks, and is told to log in.
        assert client.get(reverse("admin:autocomplete")).status_code == 302
        for number in (0, 1, 2, 2, 3, 3):
            form = {**fields_in(page), "full_name": f"A {number}", "csrfmiddlewaretoken": token}
            client.post(add_to("person"), form)
        names = [dict(kept.read()["fields"])["full_name"] for kept in KeptForm.objects.all()]
        assert sorted(names) == [["A 1"], ["A 2"], ["A 3"]]

    def test_names_the_files_that_are_too_large_and_the_rows_of_a_list(self, robin, monkeypatch):
        monkeypatch.setattr("campaign.content.kept_forms.MOST_BYTES", 100)
        client, answer = browser_of(robin), AnswerFactory.create()
        form = form_of_evidence(client, answer)
        listed = client.get(list_of("person"))
        chosen = {"action": "delete_selected", "_selected_action": ["1", "2"]}
        expire()
        client.post(add_to("evidence"), form)
        token = form["csrfmiddlewaretoken"]
        client.post(list_of("person"), {**chosen, "csrfmiddlewaretoken": token})
        client.force_login(robin)
        size = filesizeformat(form["file"].size)
        assert f"letter.jpg ({size}) was too large to keep." in client.get(add_to("evidence")).text
        assert listed.status_code == 200
        shown = client.get(list_of("person")).context["typed"]
        assert ("Rows you chose", "2") in shown

    def test_comes_back_after_a_second_factor_was_asked_for(self, robin, monkeypatch):
        client, key = Client(), with_app(robin)
        client.force_login(robin)
        original = PersonAdmin.changeform_view

        def guarded(self, request, *args, **kwargs):
            if request.method == "POST":
                demand_recent_proof(request)
            return original(self, request, *args, **kwargs)

        monkeypatch.setattr(PersonAdmin, "changeform_view", guarded)
        path = add_to("person")
        form = {**fields_in(client.get(path)), "full_name": "Ada Quartz"}
        asked = client.post(path, form)
        assert asked.url == f"/admin/second-factor/?next={path}"
        assert client.post(asked.url, {"code": code_of(key.key)}).url == path
        shown = client.get(path)
        assert dict(shown.context["fields"])["full_name"] == "Ada Quartz"
        assert (
            client.post(shown.context["address"], dict(shown.context["fields"])).status_code == 302
        )
        assert Person.objects.get().full_name == "Ada Quartz"

    def test_is_told_apart_by_a_cookie_that_outlives_its_session(self, robin, client):
        typed = {"username": "robin", "password": "quartz"}
        cookie = client.post(LOGIN, typed).cookies["sessionid"]
        seconds = client.session.get_expiry_age()
        assert cookie["max-age"] == seconds + 12 * 3600
