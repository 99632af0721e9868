from typing import Any

from csp.decorators import csp_update
from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.action_pages import organizer, row_or_404
from campaign.lib.admin.optimistic_admin import OptimisticAdminForm
from campaign.lib.file_storage import stored_picture
from campaign.lib.http import READING
from campaign.lib.uploads import as_attachment
from candidates import ledger
from candidates.admin.base import LedgerAdmin
from candidates.admin.fields import EvidenceFiles
from candidates.admin.searching import CandidacySearch
from candidates.admin.verifying import open_evidence
from candidates.models import Evidence
from candidates.tasks import draw_later

CONTENT = ("answer", "kind", "url", "captured_at", "publisher")


class EvidenceForm(EvidenceFiles, OptimisticAdminForm):
    show_nothing = forms.BooleanField(label=_("Don’t publish a picture"), required=False)

    class Meta:
        error_messages = {
            "answer": {
                "invalid_choice": _(
                    "Choose a draft. Once an answer is published, its evidence can’t change."
                )
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            is_sent = self.instance.kind == Evidence.Kind.DESK
            self.fields["kind"].choices = [
                choice
                for choice in self.fields["kind"].choices
                if (choice[0] == Evidence.Kind.DESK) == is_sent
            ]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if "url" in self.fields and not self.instance.original:
            self.require_link_or_file(cleaned)
        return cleaned


@admin.register(Evidence)
class EvidenceAdmin(CandidacySearch, LedgerAdmin):
    """Evidence is frozen with its answer; an archived link or a redacted copy may still come."""

    form = EvidenceForm
    list_display = ["answer", "kind", "url", "publisher", "captured_at"]
    list_filter = ["kind", ("original", admin.EmptyFieldListFilter)]
    date_hierarchy = "captured_at"
    path_to_candidacy = "answer__candidacy__"
    autocomplete_fields = ["answer"]
    derived = ["kept_original", "sha256", "shown"]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("<int:evidence_id>/original/", original, "original", methods=READING),
            self.page("<int:evidence_id>/open/", open_evidence, "open", methods=READING),
            self.page("<int:evidence_id>/copy/", public_copy, "public_copy", methods=READING),
            *super().get_urls(),
        ]

    @admin.display(description=_("original"))
    def kept_original(self, evidence: Evidence) -> SafeString | str:
        if not evidence.original:
            return self.get_empty_value_display()
        address = reverse("admin:candidates_evidence_original", args=[evidence.pk])
        return format_html('<a href="{}">{}</a>', address, _("Download it (private)"))

    @admin.display(description=_("what the public sees"))
    def shown(self, evidence: Evidence) -> SafeString | str:
        if evidence.is_copy_waiting:
            return str(
                _("Nothing yet. We’re converting this HEIC photo. Reload the page in a minute.")
            )
        if evidence.is_copy_failed:
            return str(
                _("Nothing. We couldn’t read this HEIC photo. Save it as a JPEG and upload that.")
            )
        if not evidence.public_copy:
            return self.get_empty_value_display()
        return format_html(
            '<img src="{}" alt="{}" class="public-copy">',
            reverse("admin:candidates_evidence_public_copy", args=[evidence.pk]),
            _("Public copy"),
        )

    def get_fieldsets(self, request: HttpRequest, obj: Evidence | None = None) -> Any:
        files = ["file", "redacted"]
        if obj:
            is_frozen = obj.answer.is_published
            files = [*self.derived, *files[is_frozen:], "show_nothing"]
        return [(None, {"fields": [*CONTENT, "archived_url"]}), (_("File"), {"fields": files})]

    def get_readonly_fields(self, request: HttpRequest, obj: Evidence | None = None) -> list[str]:
        if obj is None:
            return self.derived
        return [*(CONTENT if obj.answer.is_published else ["answer"]), *self.derived]

    def has_change_permission(self, request: HttpRequest, obj: Evidence | None = None) -> bool:
        """Leave what the public sees to those who publish."""
        is_public = obj is not None and obj.answer.is_published
        may_publish = request.user.has_perm("candidates.publish_answer")
        return super().has_change_permission(request, obj) and (may_publish or not is_public)

    def people_behind(self, obj: Evidence) -> list[int]:
        return [obj.answer.candidacy.person_id]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        rows = super().get_queryset(request)
        return rows.select_related("answer__candidacy__person", "answer__candidacy__race")

    def save_model(
        self, request: HttpRequest, obj: Evidence, form: forms.ModelForm, change: bool
    ) -> None:
        files = form.cleaned_data
        if not change:
            ledger.evidence.keep(obj, files["file"], shown=files["redacted"])
            obj.save()
            draw_later(obj)
        else:
            super().save_model(request, obj, form, change)
            if files.get("file"):
                ledger.evidence.replace(obj, files["file"])
                draw_later(obj)
            if files.get("redacted") or files.get("show_nothing"):
                ledger.evidence.show(obj, files["redacted"])
        answer = obj.answer
        if not answer.is_published and form.has_changed():
            if answer.lead_evidence_id is None:
                answer.lead_evidence = obj
                answer.save(update_fields=["lead_evidence"])
            ledger.answers.revise(answer, by=organizer(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_delete = admin.ModelAdmin.has_delete_permission(self, request, obj)
        return may_delete and obj is not None and not obj.answer.is_published

    def delete_model(self, request: HttpRequest, obj: Evidence) -> None:
        answer = obj.answer
        ledger.evidence.discard(obj)
        ledger.answers.revise(answer, by=organizer(request))

    def response_add(
        self, request: HttpRequest, obj: Evidence, post_url_continue: str | None = None
    ) -> HttpResponse:
        super().response_add(request, obj, post_url_continue)
        return redirect("admin:candidates_answer_review", obj.answer_id)


def public_copy(model_admin: EvidenceAdmin, request: HttpRequest, evidence_id: int) -> FileResponse:
    """Show what the public will see of a file, before it is public too."""
    evidence = row_or_404(model_admin, request, evidence_id, to_change=False)
    if not evidence.public_copy:
        raise Http404
    return stored_picture(evidence.public_copy.name)


@csp_update({"sandbox": True})  # type: ignore[arg-type]  # it passes on every argument
def original(model_admin: EvidenceAdmin, request: HttpRequest, evidence_id: int) -> FileResponse:
    """Hand out the private bytes, to be stored and never opened on this site."""
    evidence = row_or_404(model_admin, request, evidence_id, to_change=False)
    return as_attachment(evidence.original, f"evidence-{evidence.pk}")
