import unicodedata
from typing import Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from campaign.lib.folding import fold, search_key, sort_key, trigrams
from candidates.models.organizers import organizer_key


class PersonQuerySet(models.QuerySet["Person"]):
    def invented(self) -> Self:
        return self.filter(is_invented=True)

    def real(self) -> Self:
        return self.filter(is_invented=False)

    def with_name_to_check(self) -> Self:
        return self.filter(name_needs_check=True, merged_into=None)

    def unused_slug(self, name: str) -> str:
        taken = self.filter(slug__startswith=slug_stem(name)).values_list("slug", flat=True)
        return unused_slug(name, set(taken))


class Person(models.Model):
    """Somebody who runs, or ran, for one or several seats. Never deleted, at most merged."""

    full_name = models.CharField(_("name"), max_length=200)
    sort_name = models.CharField(
        _("sort name"), max_length=200, help_text=_("Last name first: “Carl, Jerry Lee.”")
    )
    suffix = models.CharField(_("suffix"), max_length=10, blank=True)
    fec_name = models.CharField(
        _("name in the FEC’s file"), max_length=200, blank=True, editable=False
    )
    name_needs_check = models.BooleanField(
        _("check this name"),
        default=False,
        help_text=_(
            "The name in the FEC’s file may be cut off or have something extra in it. Correct it "
            "above, or clear this box if it’s right."
        ),
    )
    slug = models.SlugField(_("slug"), max_length=220, unique=True)
    search_name = models.GeneratedField(
        expression=search_key("full_name"), output_field=models.TextField(), db_persist=True
    )
    sort_key = models.GeneratedField(
        expression=sort_key("sort_name"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    died_on = models.DateField(_("died"), null=True, blank=True)
    died_source_url = models.URLField(_("source for the death"), blank=True)
    is_invented = models.BooleanField(
        _("made up for the demo"),
        default=False,
        editable=False,
        help_text=_("A site has either real or made-up people, never both."),
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_people",
        verbose_name=_("merged into"),
    )

    objects = PersonQuerySet.as_manager()
    history = kept_versions(without=["search_name", "sort_key"])

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(died_on=None) | ~Q(died_source_url=""),
                name="person_death_has_a_source",
                violation_error_code="died_source_url",
                violation_error_message=_("Enter the source for the death."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="person_is_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=~Q(fec_name__regex="[0-9]"), name="person_fec_name_has_no_number"
            ),
        ]
        indexes = [
            # Lists of campaigns are read by name.
            models.Index("sort_key", "id", name="person_sort_key"),
            GinIndex(trigrams("search_name"), name="person_search_trigrams"),
        ]
        triggers = [pgtrigger.Protect(name="person_is_never_deleted", operation=pgtrigger.Delete)]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.full_name


def tidy(name: str) -> str:
    """Return a name in composed letters and with single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def family_name_first(full_name: str) -> str:
    """Return a first guess of how a name is sorted: its last word first."""
    given, _space, family = full_name.rpartition(" ")
    return f"{family}, {given}" if given else family


def slug_stem(name: str) -> str:
    """Return what every slug for `name` begins with."""
    # One letter may unfold into three, such as ﬃ. The column has room for a number behind.
    longest = Person._meta.get_field("full_name").max_length
    return slugify(fold(name))[:longest].rstrip("-") or "person"


def unused_slug(name: str, taken: set[str]) -> str:
    """Return a slug for `name` that is not in `taken`, numbered from 2 where it has to be."""
    stem = slug_stem(name)
    slug, number = stem, 2
    while slug in taken:
        slug = f"{stem}-{number}"
        number += 1
    return slug


class LinkSuggestionQuerySet(models.QuerySet["LinkSuggestion"]):
    def undecided(self) -> Self:
        """Keep the pairs that still wait for an organizer's word: neither was merged meanwhile."""
        return self.filter(decision="", first__merged_into=None, second__merged_into=None)


class LinkSuggestion(models.Model):
    """Two people who may be one, found by an import; the decision is remembered either way."""

    class Decision(models.TextChoices):
        SAME = "same", _("the same person")
        NOT_SAME = "not_same", _("not the same")

    first = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("first person")
    )
    second = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("second person")
    )
    reason = models.CharField(_("reason"), max_length=200)
    suggested_at = models.DateTimeField(_("suggested"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = organizer_key(_("decided by"), null=True, blank=True)

    objects = LinkSuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-suggested_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "first",
                "second",
                name="link_suggestion_is_made_once",
                violation_error_code=NON_FIELD_ERRORS,
                violation_error_message=_(
                    "This pair was already suggested. Find it in the list. Include decided pairs."
                ),
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="link_suggestion_is_in_order"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="link_suggestion_decision_has_its_moment",
            ),
        ]
        verbose_name = _("suggested link")
        verbose_name_plural = _("suggested links")

    def __str__(self) -> str:
        return f"{self.first} = {self.second}?"
