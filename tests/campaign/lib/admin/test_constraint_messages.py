import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from campaign.accounts.admin.users import OrganizerAdmin
from campaign.lib.admin.constraint_messages import sentence_about, sentences_of
from tests.factories import OrganizerFactory, PersonFactory


class Refusal(Exception):
    """What psycopg raises: it names the constraint."""

    def __init__(self, name: str) -> None:
        self.diag = type("Diagnosis", (), {"constraint_name": name})


def refusal_by(name: str) -> IntegrityError:
    error = IntegrityError()
    error.__cause__ = Refusal(name)
    return error


class TestSentenceAbout:
    def test_is_that_of_the_constraint_at_the_field_that_it_names(self):
        told = {
            constraint.name: (constraint.violation_error_code, constraint.violation_error_message)
            for model in apps.get_models()
            for constraint in model._meta.constraints
            if constraint.violation_error_code
        }
        assert told
        for name, (field, sentence) in told.items():
            assert sentence_about(refusal_by(name)) == (field, str(sentence))

    def test_names_a_constraint_that_has_no_sentence(self):
        field, sentence = sentence_about(refusal_by("nobody_knows_it"))
        assert field == NON_FIELD_ERRORS
        assert "nobody_knows_it" in sentence

    def test_says_something_where_the_database_names_none(self):
        assert sentence_about(IntegrityError())[1]


class TestSentencesOf:
    def test_takes_refusals_of_rules_and_of_the_database(self):
        assert sentences_of(ValidationError(["One.", "Two."])) == ["One.", "Two."]
        assert sentences_of(refusal_by("x")) == [sentence_about(refusal_by("x"))[1]]


@pytest.mark.django_db
class TestRefusalMiddleware:
    def test_says_a_refusal_of_the_database_on_every_page(self, admin_client, monkeypatch):
        for delete, sentence in (
            (LogEntry.objects.all().delete, "Close it instead."),
            (PersonFactory().delete, "other records depend on it."),
        ):
            LogEntry.objects.create(user=OrganizerFactory(), action_flag=CHANGE)
            monkeypatch.setattr(OrganizerAdmin, "delete_model", lambda *_args, do=delete: do())
            user = OrganizerFactory()
            with transaction.atomic():
                refused = admin_client.post(
                    reverse("admin:auth_user_delete", args=[user.pk]), {"post": "yes"}
                )
                transaction.set_rollback(True)
            assert refused.status_code == 409
            assert sentence in refused.text
