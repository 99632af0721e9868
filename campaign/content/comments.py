"""Comments below an article, as anybody may send them."""

import datetime

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaign.content.models import Article, Comment
from campaign.content.models.comments import LONGEST_NAME, LONGEST_TEXT
from campaign.lib import limits
from campaign.lib.forms import EmailAddressField, PersonNameField, PlainTextField, PublicForm

# So that a bot can't fill the table. Past this, comments get the same response and are dropped.
HELD_OF_A_BLOCK = 20


class CommentForm(PublicForm):
    name = PersonNameField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        help_text=_("We show it with your comment."),
        error_messages={"required": _("Enter your name. We show it with your comment.")},
    )
    email = EmailAddressField(
        label=_("Your email address"),
        help_text=format_lazy(
            _(
                "We never show it. We use it only if we have a question about your comment. We "
                "delete it {after_decision} days after our decision, or {after_receipt} days after "
                "you comment."
            ),
            after_decision=Comment.EMAIL_KEPT_AFTER_DECISION.days,
            after_receipt=Comment.EMAIL_KEPT_AFTER_RECEIPT.days,
        ),
        error_messages={"required": _("Enter your email address. We never show it.")},
    )
    text = PlainTextField(
        label=_("Your comment"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=format_lazy(
            _("Up to {most} characters. Web addresses won’t become links."),
            most=f"{LONGEST_TEXT:,}",
        ),
        error_messages={"required": _("Enter your comment.")},
    )

    def save(self, article: Article, *, client_block: str, now: datetime.datetime) -> None:
        """Store the valid comment on `article`; the same one that still waits is not kept twice.

        Only so many comments a day from one network are held for review.
        """
        writer = self.cleaned_data["email"]
        quarantine = limits.quarantine_of(self, "comment", client_block, writer, now=now)
        if quarantine and not limits.allow(
            "comment held for review by block",
            client_block,
            capacity=HELD_OF_A_BLOCK,
            per_seconds=limits.ONE_DAY,
            now=now,
        ):
            return
        comment = Comment(
            article=article,
            received_at=now,
            quarantine=quarantine,
            name=self.cleaned_data["name"],
            email=writer,
            text=self.cleaned_data["text"],
        )
        Comment.objects.bulk_create([comment], ignore_conflicts=True)
