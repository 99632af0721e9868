"""An organizer who writes articles: addresses of the pages, and what a browser posts from them."""

import datetime

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from campaign.content.models import Article
from tests.candidates.admin.pages import fields_in

ADD = reverse("admin:campaign_article_add")
LIST = reverse("admin:campaign_article_changelist")
DAY = datetime.timedelta(days=1)
BROKEN = "One.\n\nSee [[nothing]].\n\n[Internal Link: beds]"
WRITTEN = {"title": "The beds", "summary": "So many.", "body": "Words."}
SAVE, PUBLISH, PREVIEW = {"_save": "1"}, {"_publish": "1"}, {"_preview": "1"}


def page(name: str, article: Article) -> str:
    return reverse(f"admin:campaign_article_{name}", args=[article.pk])


def sent(client: Client, address: str, changes: dict, button: dict = SAVE) -> HttpResponse:
    """Press `button` on the form as it is opened, with `changes` typed into it."""
    opened = client.get(address)
    rows = {
        bound.html_name: "" if bound.value() is None else bound.value()
        for inline in opened.context["inline_admin_formsets"]
        for form in inline.formset
        for bound in form
    }
    return client.post(address, {**rows, **fields_in(opened), **changes, **button})


def errors_of(response: HttpResponse, field: str = "body") -> list[str]:
    return response.context["adminform"].form.errors.get(field, [])
