"""Email to supporters, compiled once per kind, petition or update, and language.

Only the name and links are filled in per person, so composing many emails costs little, and an
email is the same no matter how often it is composed.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple, cast

from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.defaultfilters import date
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.lib.absolute_urls import absolute_url
from campaign.lib.email_templates import CompiledEmail, compile_email
from campaign.lib.outbox import Recipient
from pledges.mail import links
from pledges.mail.links import Link
from pledges.models import Petition, Signature, Supporter, Update

# How long a sender keeps what it compiled, even if someone edits the petition or the profile.
KEPT_SECONDS = 60
CONFIRM_SLOTS = ("confirm_url", "me_url", "never_email_url")
# Emails that people forward have no link that shows or changes anything of theirs.
FORWARDED = ("name", "unsubscribe_url", "information_url")


class Reply(NamedTuple):
    """A kind of reply about a signature, which is true as long as the signature is in `state`.

    Its subjects are for signing a petition and for joining without one.
    """

    state: Signature.State
    label: str | Promise
    subject: str | Promise
    subject_of_joining: str | Promise
    slots: tuple[str, ...]


REPLIES = {
    "confirm": Reply(
        Signature.State.PENDING,
        _("request to confirm"),
        _("Confirm your signature: %(petition)s"),
        _("Confirm your email to join us"),
        CONFIRM_SLOTS,
    ),
    "reminder": Reply(
        Signature.State.PENDING,
        _("reminder to confirm"),
        _("Your signature doesn’t count yet: %(petition)s"),
        _("One step left to join us"),
        CONFIRM_SLOTS,
    ),
    "already": Reply(
        Signature.State.CONFIRMED,
        _("“You already signed”"),
        _("You already signed: %(petition)s"),
        _("You already joined us"),
        ("name", "day", "me_url"),
    ),
}


class Draft(NamedTuple):
    """A compiled email, who gets it, and what is filled in."""

    email: CompiledEmail
    supporter: Supporter
    words: Mapping[str, str]
    links: Mapping[str, Link]


def compose(
    recipients: Collection[Recipient],
    rows: QuerySet[Any],
    draft: Callable[[Any, int], Draft | None],
) -> dict[Recipient, EmailMessage]:
    """Return the emails about those of `rows` that recipients name.

    `draft` is given each row with the number of its batch. One statement stores all of the links.
    """
    found = rows.in_bulk([each.object_id for each in recipients])
    drafts = {
        each: written
        for each in recipients
        if each.object_id in found and (written := draft(found[each.object_id], each.batch_id))
    }
    links.remember(link for each in drafts.values() for link in each.links.values())
    emails: dict[Recipient, EmailMessage] = {}
    for recipient, (email, supporter, words, slots) in drafts.items():
        urls = {slot: link.url for slot, link in slots.items()}
        emails[recipient] = email.to(
            supporter.email,
            {**words, **urls},
            unsubscribe_url=urls.get("unsubscribe_url", ""),
        )
    return emails


def reply(kind: str, petition: Petition | None, language: str) -> CompiledEmail:
    """Return the reply of a kind about signing a petition, or about joining without one."""
    about = REPLIES[kind]
    subject = about.subject if petition else about.subject_of_joining
    return kept(
        f"{kind}:{petition.pk if petition else 0}",
        language,
        lambda: compile_email(
            f"pledges/{kind}",
            words_of(petition),
            subject=str(subject) % words_of(petition),
            slots=about.slots,
        ),
    )


def update(update: Update, language: str) -> CompiledEmail:
    """Return the email that brings an update; its text is frozen once it is mailed."""
    return kept(f"update:{update.pk}", language, lambda: compile_update(update))


def compile_update(update: Update) -> CompiledEmail:
    petition = update.petition.title
    return compile_email(
        "pledges/update",
        {"update": update, "petition": petition, "page_url": update.public_url},
        subject=_("%(title)s (update on “%(petition)s”)")
        % {"title": update.title, "petition": petition},
        slots=FORWARDED,
    )


def your_information(language: str) -> CompiledEmail:
    return kept(
        "your_information",
        language,
        lambda: compile_email(
            "pledges/your_information",
            {},
            subject=str(_("Your link to your information")),
            slots=("name", "me_url"),
        ),
    )


def kept(key: str, language: str, write: Callable[[], CompiledEmail]) -> CompiledEmail:
    """Return what `write` returns in `language`, for a minute the same."""

    def write_in_language() -> CompiledEmail:
        with translation.override(language):
            return write()

    email = cache.get_or_set(f"email:{key}:{language}", write_in_language, KEPT_SECONDS)
    return cast(CompiledEmail, email)


def words_of(petition: Petition | None) -> dict[str, str]:
    """Return a petition's title and address; no title and the home page for none."""
    if petition is None:
        return {"petition": "", "petition_url": absolute_url("/")}
    return {"petition": petition.title, "petition_url": petition.public_url}


def day_of(signature: Signature, language: str) -> str:
    """Return the day since which a signature counts, in words."""
    with translation.override(language):
        confirmed_at = signature.confirmed_at
        return date(timezone.localtime(confirmed_at)) if confirmed_at else ""
