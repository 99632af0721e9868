import pytest
from django.urls import reverse

from campaign.content.models import Aim, ListItem, Principle


class TestListItem:
    @pytest.mark.django_db
    def test_comes_by_its_position_and_only_where_it_is_published(self):
        for title, position, is_published in (("C", 2, True), ("B", 1, True), ("A", 0, False)):
            Aim.objects.create(title=title, position=position, is_published=is_published)
        assert [str(aim) for aim in Aim.objects.published()] == ["B", "C"]

    def test_leads_to_its_list_on_its_page(self):
        assert Principle().get_absolute_url() == "/mission/#principles"

    def test_is_shown_on_a_page_that_there_is(self):
        for model in ListItem.__subclasses__():
            if isinstance(model.shown_at, str):
                assert reverse(model.shown_at)
