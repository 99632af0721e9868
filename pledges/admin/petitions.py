"""Petitions: editing them, and their status."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.audited_publishing import AuditedPublishing
from campaign.lib.admin.badges import badge
from campaign.lib.admin.base import LinkedRows
from campaign.lib.admin.optimistic_admin import OptimisticAdmin
from campaign.lib.admin.optimistic_formsets import OptimisticInline
from campaign.lib.admin.save_and_preview import SaveAndPreview
from campaign.lib.audit import Event
from campaign.lib.http import READING
from pledges.admin.petition_forms import PetitionForm
from pledges.admin.petition_pages import delivery_sheet, hours, preview
from pledges.models import Demand, Milestone, Petition
from pledges.statistics import figures_of, petition_figures

State = Petition.State
BADGES = {
    State.DRAFT: "waiting",
    State.OPEN: "published",
    State.PAUSED: "pending",
    State.CLOSED: "lost",
    State.WON: "elected",
    State.WITHDRAWN: "retracted",
}
# What the audit log keeps of a petition that gets this state.
EVENTS = {
    State.OPEN: Event.PUBLISHED,
    State.DRAFT: Event.RETRACTED,
    State.WITHDRAWN: Event.RETRACTED,
}
ROWS = {"ask": 3, "intro": 6, "reasons": 14, "closing_demand": 6, "sources": 5, "privacy_notice": 4}
TEXT_WIDGETS = {name: AdminTextareaWidget(attrs={"rows": rows}) for name, rows in ROWS.items()}


class DemandRows(OptimisticInline):
    model = Demand
    fields = ["position", "text"]
    extra = 1

    def get_formset(self, request: Any, obj: Petition | None = None, **kwargs: Any) -> Any:
        """Number new demands after the existing ones."""
        formset = super().get_formset(request, obj, **kwargs)
        last = obj.demands.aggregate(last=Max("position"))["last"] if obj else None
        formset.form.base_fields["position"].initial = (last or 0) + 1
        return formset

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "text":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class MilestoneRows(LinkedRows):
    """The milestones a petition reached, and those taken back with invalid signatures."""

    model = Milestone
    fields = ["size", "reached_at", "taken_back_at"]
    show_change_link = False


@admin.register(Petition)
class PetitionAdmin(AuditedPublishing, SaveAndPreview, OptimisticAdmin):
    """A petition that has signatures is closed or withdrawn, never deleted."""

    form = PetitionForm
    publishing_field = "state"
    change_form_template = "admin/pledges/petition/change_form.html"
    list_display = ["title", "state_badge", "signature_count", "opens_at", "closes_at"]
    list_filter = ["state"]
    inlines = [DemandRows, MilestoneRows]
    fieldsets = [
        (None, {"fields": ["title", "slug", "target", "ask"]}),
        (
            _("Page content"),
            {"fields": ["intro", "reasons", "closing_demand", "sources", "privacy_notice"]},
        ),
        (
            _("Signing"),
            {"fields": ["state", "state_note", "opens_at", "closes_at", "button_words"]},
        ),
        (_("Signers’ names"), {"fields": ["approves_names"]}),
        (_("Goal"), {"fields": ["goal", "goal_pinned"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        one = "<int:petition_id>"
        return [
            self.page(f"{one}/preview/", preview, "preview", methods=READING),
            self.page(f"{one}/hours/", hours, "hours", methods=READING),
            self.page(f"{one}/delivery/", delivery_sheet, "delivery", methods=READING),
            *super().get_urls(),
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        return super().get_form(request, obj, change, widgets=TEXT_WIDGETS, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return list(self.inlines) if obj else [DemandRows]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else {"slug": ["title"]}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["slug"] if obj and obj.is_published(timezone.now()) else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_delete = admin.ModelAdmin.has_delete_permission(self, request, obj)
        is_signed = obj is None or obj.signatures.exists() or obj.paper_batches.exists()
        return may_delete and not is_signed

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        is_shown = obj is not None and obj.is_published(timezone.now())
        return obj.get_absolute_url() if is_shown else None

    def publishing_event(self, obj: Petition) -> Event:
        return EVENTS.get(State(obj.state), Event.STATE_CHANGED)

    def save_model(
        self, request: HttpRequest, obj: Petition, form: forms.ModelForm, change: bool
    ) -> None:
        if "state" in form.changed_data:
            obj.state_since = timezone.now()
            # The admin writes what the form says has changed.
            form.changed_data.append("state_since")
        super().save_model(request, obj, form, change)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        obj: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        context["figures"] = petition_figures(obj) if obj else None
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        self.prepare_rows(changelist.result_list)
        return changelist

    def prepare_rows(self, rows: Sequence[Any]) -> None:
        figures = figures_of(rows)
        for petition in rows:
            petition.signature_count = figures[petition.pk].total

    @admin.display(description=_("signatures"))
    def signature_count(self, petition: Any) -> int:
        return petition.signature_count

    @admin.display(description=_("status"), ordering="state")
    def state_badge(self, petition: Petition) -> Any:
        state = petition.state_shown(timezone.now())
        return badge(BADGES[state], state.label)
