import pytest
from django.template import Context, Template
from django.test import RequestFactory

from campaign.content.kept_forms import IS_GIVEN_BACK
from campaign.content.models import KeptForm
from tests.factories import CommentFactory, OrganizerFactory

pytestmark = pytest.mark.django_db


def drawn(tag: str, session: dict[str, bool], **context: object) -> str:
    request = RequestFactory().get("/admin/")
    request.session = session
    line = "{{ each.sentence }} {{ each.url }}\n"
    words = f"{{% for each in steps.left|default:steps %}}{line}{{% endfor %}}"
    template = Template(f"{{% load organizers %}}{{% {tag} as steps %}}{words}")
    return template.render(Context({"request": request, **context}))


class TestFirstSteps:
    def test_begin_with_who_you_are(self):
        assert drawn("first_steps", {}).startswith("Say who you are and what you’re asking for.")


class TestWaiting:
    def test_names_only_what_the_organizer_may_see(self):
        CommentFactory.create()
        root, helper = OrganizerFactory.create(is_superuser=True), OrganizerFactory.create()
        address = "/admin/campaign/comment/\n"
        assert drawn("waiting user", {}, user=root) == (
            f"1 comment on an article to review. {address}"
        )
        assert drawn("waiting user", {}, user=helper) == ""

    def test_begins_with_saved_forms_in_a_session_that_has_some(self):
        user = OrganizerFactory.create()
        KeptForm.objects.create(user=user, path="/admin/x/", content="{}")
        assert drawn("waiting user", {}, user=user) == ""
        assert drawn("waiting user", {IS_GIVEN_BACK: True}, user=user).startswith(
            "We saved a form you sent"
        )
