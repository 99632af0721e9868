from tests.campaign.content.admin.writing import PREVIEW, page, sent
from tests.factories import ArticleFactory


class TestSaveAndPreview:
    def test_saves_and_leads_on_to_the_preview(self, admin_client):
        draft = ArticleFactory.create(published_at=None)
        response = sent(admin_client, page("change", draft), {"body": "New."}, PREVIEW)
        assert response.headers["Location"] == page("preview", draft)
        draft.refresh_from_db()
        assert draft.body == "New."
