from django.test import Client
from django.urls import reverse

from candidates.models import PledgeText
from tests.candidates.admin.pages import add_to, fields_in, page_of
from tests.factories import PledgeTextFactory, draft_answer, publish_answer, run


class TestPledgeText:
    def test_proposes_the_next_version(self, admin_client: Client):
        PledgeTextFactory.create(version=7)
        form = admin_client.get(add_to("pledgetext")).context["adminform"].form
        assert form["version"].value() == 8

    def test_is_frozen_by_an_answer(self, admin_client: Client):
        text = PledgeTextFactory.create()
        assert "body" in admin_client.get(page_of(text)).context["adminform"].form.fields
        publish_answer(run(), pledge_text=text)
        page = admin_client.get(page_of(text))
        assert "body" not in page.context["adminform"].form.fields
        assert text.sha256 in page.content.decode()

    def test_is_verified_again_where_it_is_reworded(self, admin_client: Client):
        text = PledgeTextFactory.create()
        draft = draft_answer(run(), pledge_text=text)
        typed = fields_in(admin_client.get(page_of(text))) | {"body": "Without the placeholder."}
        assert admin_client.post(page_of(text), typed).status_code == 302
        draft.refresh_from_db()
        assert not draft.is_verified

    def test_may_be_deleted_until_then(self, admin_client: Client):
        draft, answered = (
            PledgeTextFactory.create(version=1),
            PledgeTextFactory.create(version=2),
        )
        publish_answer(run(), pledge_text=answered)

        def deletion(text: PledgeText) -> str:
            return reverse("admin:candidates_pledgetext_delete", args=[text.pk])

        assert admin_client.post(deletion(answered), {"post": "yes"}).status_code == 403
        assert admin_client.get(deletion(draft)).status_code == 200
        assert admin_client.post(deletion(draft), {"post": "yes"}).status_code == 302
        assert list(PledgeText.objects.all()) == [answered]
