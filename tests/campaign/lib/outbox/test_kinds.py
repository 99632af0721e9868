import pytest

from campaign.content.models import Article
from campaign.lib.outbox.kinds import Recipient, kind_names, kind_of, label_of, those_among
from tests.campaign.lib.outbox.notes import NOTE
from tests.factories import ArticleFactory


class TestKindOf:
    def test_is_what_an_app_registered(self) -> None:
        assert kind_of("note") is NOTE
        assert kind_names() == ["note", "leaflet"]
        with pytest.raises(KeyError):
            kind_of("gone")

    def test_that_is_gone_is_called_by_its_name(self) -> None:
        assert label_of("gone") == "gone"


@pytest.mark.django_db
class TestThoseAmong:
    def test_keeps_recipients_whose_row_is_there(self) -> None:
        article = ArticleFactory.create()
        here, gone = Recipient(article.pk, 7), Recipient(article.pk + 1)
        assert those_among([here, gone], Article.objects.all()) == {here}
