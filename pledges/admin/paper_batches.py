"""Signatures on paper: added with a scan, and removed if something was wrong."""

import datetime
from functools import partial
from typing import Any

from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.action_pages import (
    ActionPage,
    action_page,
    doing,
    organizer,
    page_of,
    posted,
    row_or_404,
)
from campaign.lib.admin.badges import badge
from campaign.lib.admin.base import BOXES, BaseAdmin
from campaign.lib.admin.detail_page import DetailPage
from campaign.lib.admin.fields import UploadField
from campaign.lib.audit import Event
from campaign.lib.http import READING
from campaign.lib.text_checks import check_words
from campaign.lib.uploads import as_attachment
from pledges.admin.supporters import may_see_supporters
from pledges.counts import milestones
from pledges.models import PaperBatch
from pledges.places import place_names
from pledges.statistics import petition_figures


class PaperForm(forms.ModelForm):
    scan_file = UploadField(
        camera=True,
        label=gettext_lazy("Scan"),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP, HEIC or PDF, up to 15 MB and 50 megapixels. It stays private."
        ),
        error_messages={
            "required": gettext_lazy("Upload the scan. Without it, no one can check the number.")
        },
    )

    class Meta:
        model = PaperBatch
        fields = ("petition", "count", "place", "collected_on", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan_file"].required = True
        names = sorted(place_names().items(), key=lambda item: str(item[1]))
        self.fields["place"] = forms.ChoiceField(
            label=gettext_lazy("State"),
            choices=[("", gettext_lazy("mixed or unknown")), *names],
            required=False,
        )
        self.fields["collected_on"].widget = forms.DateInput(attrs={"type": "date"})

    def clean_collected_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["collected_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("This date is in the future. Enter today or an earlier date."), code="future"
            )
        return day


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Public reason"),
        max_length=200,
        validators=[check_words],
        help_text=gettext_lazy("The petition’s page shows this with the number and the date."),
    )


@admin.register(PaperBatch)
class PaperBatchAdmin(DetailPage, BaseAdmin):
    """A batch counts once it is added, a large one once it is released. It is never edited."""

    page_template = "admin/pledges/paperbatch/page.html"
    list_display = ["petition", "count", "place", "collected_on", "entered_at", "state_badge"]
    list_filter = ["petition", "awaits_release", ("taken_back_at", admin.EmptyFieldListFilter)]
    list_select_related = ["petition"]
    formfield_overrides = BOXES

    def get_urls(self) -> list[URLPattern]:
        one = "<int:batch_id>"
        return [
            self.page(f"{one}/scan/", scan, "scan", methods=READING),
            self.action("release", release),
            self.action("take-back", take_back),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        files = request.FILES if request.method == "POST" else None
        form = PaperForm(posted(request), files, initial={"petition": request.GET.get("petition")})

        def do(cleaned: dict[str, Any]) -> tuple[str, str]:
            batch: PaperBatch = form.instance
            batch.keep(cleaned["scan_file"])
            batch.entered_by = organizer(request)
            # A wrong digit in a large number would be public at once, with a goal and milestones.
            is_large = batch.count > settings.PAPER_BATCH_LIMIT
            batch.awaits_release = settings.TWO_PERSON_RULE and is_large
            batch.save()
            self.log_addition(request, batch, [{"added": {}}])
            if batch.awaits_release:
                return _(
                    "Saved. These signatures will count once someone else releases the batch."
                ), page_of(batch)
            return _("Saved: %(count)d paper signatures.") % {"count": batch.count}, page_of(batch)

        action = ActionPage(
            title=_("Add a paper batch"),
            button=_("Enter"),
            do=do,
            explanation=_(
                "These signatures count right away and you can’t edit the batch, so check the "
                "number. A batch of more than %(limit)d counts once someone else releases it. If "
                "something is wrong, remove the batch with a reason and add it again."
            )
            % {"limit": settings.PAPER_BATCH_LIMIT},
        )
        return action_page(self, request, None, form, action)

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        may_change = self.has_change_permission(request, row)
        return {
            "title": _("Batch %(number)d") % {"number": row.pk},
            "state": self.state_badge(row),
            "place": place_names().get(row.place, _("mixed or unknown")),
            "on_paper": petition_figures(row.petition).on_paper,
            "may_see_scan": may_see_supporters(request),
            "may_release": may_change and row.is_waiting and row.entered_by_id != request.user.pk,
            "may_take_back": may_change and not row.is_taken_back,
        }

    @admin.display(description=gettext_lazy("status"))
    def state_badge(self, batch: PaperBatch) -> Any:
        if batch.is_taken_back:
            return badge("retracted", _("removed"))
        if batch.is_waiting:
            return badge("waiting", _("needs a second person"))
        return badge("published", _("counts"))


@transaction.atomic
def release_batch(batch: PaperBatch, *, by: User, now: datetime.datetime) -> None:
    """Let a large batch count. The database refuses the person who entered it (IntegrityError)."""
    row = locked(batch)
    if not row.is_waiting:
        raise ValidationError(_("This batch doesn’t need releasing anymore."), code="not_waiting")
    row.awaits_release, row.released_by, row.released_at = False, by, now
    row.save(update_fields=["awaits_release", "released_by", "released_at"])


@transaction.atomic
def take_back_batch(batch: PaperBatch, *, reason: str, now: datetime.datetime) -> None:
    """Remove a batch from the count, with the goal and milestones that only it had reached.

    Raises ValidationError if it is already taken back.
    """
    row = locked(batch)
    if row.is_taken_back:
        raise ValidationError(_("This batch was already removed."), code="taken_back")
    row.taken_back_at, row.taken_back_reason = now, reason
    row.save(update_fields=["taken_back_at", "taken_back_reason"])
    if not row.awaits_release:
        milestones.take_back(row.petition_id, since=row.counted_since, now=now)


def locked(batch: PaperBatch) -> PaperBatch:
    return PaperBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


def release(request: HttpRequest, batch: PaperBatch) -> ActionPage:
    return ActionPage(
        title=_("Release"),
        button=_("Release"),
        do=doing(
            partial(release_batch, by=organizer(request)),
            batch,
            _("Released. These signatures count now."),
        ),
        explanation=_(
            "First compare the number with the scan. These signatures count right away, and the "
            "goal and milestones update on their own."
        ),
        facts=[(_("Petition"), str(batch.petition)), (_("Signatures"), intcomma(batch.count))],
        event=Event.RELEASED,
    )


def take_back(request: HttpRequest, batch: PaperBatch) -> ActionPage:

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        take_back_batch(batch, reason=cleaned["reason"], now=timezone.now())
        return _("Removed. These signatures no longer count."), page_of(batch)

    return ActionPage(
        title=_("Remove"),
        button=_("Remove"),
        do=do,
        explanation=_(
            "We’ll keep the batch on record but stop counting it. We’ll delete its scan after "
            "%(days)d days."
        )
        % {"days": PaperBatch.SCAN_KEPT_AFTER_TAKING_BACK.days},
        facts=[(_("Petition"), str(batch.petition)), (_("Signatures"), str(batch.count))],
        form_class=ReasonForm,
        event=Event.RELEASED,
    )


@csp_update({"sandbox": True})  # type: ignore[arg-type]  # it passes on every argument
def scan(batches: PaperBatchAdmin, request: HttpRequest, batch_id: int) -> FileResponse:
    """Hand out the private file as a download; it is never opened on this site."""
    batch: PaperBatch = row_or_404(batches, request, batch_id, to_change=False)
    if not may_see_supporters(request):
        raise PermissionDenied
    return as_attachment(batch.scan, f"paper-{batch.pk}")
