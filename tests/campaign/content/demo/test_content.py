from django.urls import reverse

from campaign.content.demo import write_content
from campaign.content.demo.news import GUIDE
from campaign.content.models import Article, NextStep, Passage, Question
from pledges import demo as petitions
from tests.candidates.admin.pages import fields_in


class TestDemo:
    def test_can_be_saved_again_as_it_was_written(self, admin_client, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        petitions.build()
        write_content()
        assert Article.objects.get(slug=GUIDE)
        for model in (Passage, Question, NextStep, Article):
            for row in model.objects.all():
                address = reverse(f"admin:campaign_{model._meta.model_name}_change", args=[row.pk])
                typed = fields_in(admin_client.get(address))
                saved = admin_client.post(address, typed | {"_save": "1"})
                assert saved.status_code == 302, saved.context["errors"]
