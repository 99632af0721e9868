"""The demo's texts and pictures, from the files in `texts/`."""

import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from campaign.content.demo.news import remove_news, write_news
from campaign.content.models import Passage, Picture, Profile, Quotation

TEXTS = Path(__file__).parent / "texts"
PROFILE = {
    "name": "Neighbors Not Numbers",
    "headline": "They count people.",
    "headline_answer": "We know their names.",
    "ask": (
        "We ask every campaign for the US House and Senate to commit, in writing, to "
        "abolishing ICE. Then we publish every answer."
    ),
    "short_ask": "abolish ICE",
    "contact_email": "record@neighbors.example",
    "donate_url": "https://donate.example/neighbors",
    "legal_footer": (
        "Paid for by Neighbors Not Numbers, which is invented, like the people on this site. "
        "Not authorized by any candidate or candidate’s committee."
    ),
    "postal_address": "P.O. Box 26, New York, NY 10008",
}
# Which sign goes next to a page's quotation, by how it begins.
QUOTED_BESIDE = {"home": "EVERY", "mission": "MI FAMILIA"}


def write_content() -> None:
    """Store the demo's texts and pictures. Skip every list that already has rows."""
    Profile.objects.get_or_create(id=Profile.ONLY_ID, defaults=PROFILE)
    has_own_pictures = Picture.objects.exists()
    for model, items in rows().items():
        if not model._default_manager.exists():
            for row in items:
                item = model(**row)
                if isinstance(item, Picture):
                    item.letter()
                item.save()
    if not has_own_pictures:
        for place, words in QUOTED_BESIDE.items():
            pictured = Picture.objects.filter(words__startswith=words).first()
            Quotation.objects.filter(place=place, picture=None).update(picture=pictured)
    write_news()


def remove_content() -> None:
    """Delete the demo's texts and pictures, except what an organizer has changed since."""
    remove_news()
    for model, items in rows().items():
        for row in items:
            # One by one, so that a picture's files go too.
            for same in QuerySet[Any](model).filter(**row):
                same.delete()
    Profile.objects.filter(**PROFILE).delete()


def rows() -> dict[type[Model], list[dict[str, Any]]]:
    """Return all rows of the demo's content by model, in the order of their lists."""
    lists = tomllib.loads((TEXTS / "lists.toml").read_text(encoding="utf-8"))
    texts = {place: TEXTS / f"{place}.md" for place in Passage.Place}
    passages = [
        {"place": place, "text": path.read_text(encoding="utf-8").strip()}
        for place, path in texts.items()
        if path.exists()
    ]
    return {
        **{
            apps.get_model("campaign", name): [
                {"position": position, **item} for position, item in enumerate(items, start=1)
            ]
            for name, items in lists.items()
        },
        Passage: passages,
    }
