from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.action_pages import organizer
from campaign.lib.admin.base import LinkedRows
from campaign.lib.admin.lists import ChoiceFilter
from campaign.lib.http import READING
from candidates import ledger
from candidates.admin import (
    answer_pages,
    answer_recording,
    hold_pages,
    notice_pages,
    proof_pages,
    verifying,
)
from candidates.admin.badges import state_badge
from candidates.admin.base import LedgerAdmin
from candidates.admin.searching import CandidacySearch
from candidates.models import Answer, Evidence, PledgeText

CONTENT = (
    "candidacy",
    "kind",
    "answered_on",
    "answered_on_precision",
    "signer_name",
    "signer_role",
    "pledge_text",
    "statement",
    "changed_text",
    "note",
    "lead_evidence",
    "supersedes",
)
HISTORY = (
    "state",
    "recorded_by",
    "recorded_at",
    "sent_back_note",
    "verified_by",
    "verification_waived",
    "verifier_is_tied",
    "published_at",
    "carried_from",
    "retracted_at",
    "retraction_reason",
)


class AnswerStateFilter(ChoiceFilter):
    title = _("status")
    parameter_name = "state"
    narrowed = {
        "waiting": (_("waiting"), lambda rows: rows.waiting()),
        "sent_back": (_("changes requested"), lambda rows: rows.sent_back()),
        "archived": (
            _("draft in an archived cycle"),
            lambda rows: rows.unpublished().in_archived_cycles(),
        ),
        "published": (_("published"), lambda rows: rows.published().unretracted()),
        "retracted": (_("retracted"), lambda rows: rows.exclude(retracted_at=None)),
    }


class EvidenceRows(LinkedRows):
    model = Evidence
    fk_name = "answer"
    fields = ["kind", "url", "archived_url", "publisher", "captured_at"]


@admin.register(Answer)
class AnswerAdmin(CandidacySearch, LedgerAdmin):
    """Drafts are edited; what was published is only retracted, on a page of its own."""

    list_display = ["candidacy", "kind", "answered_on", "state", "recorded_by", "verified_by"]
    list_filter = [AnswerStateFilter, "kind", "pledge_text", "candidacy__race__jurisdiction"]
    date_hierarchy = "answered_on"
    autocomplete_fields = ["candidacy"]
    inlines = [EvidenceRows]
    fieldsets = [(None, {"fields": [*CONTENT]}), (_("Status"), {"fields": [*HISTORY]})]

    @admin.display(description=_("status"))
    def state(self, answer: Answer) -> SafeString:
        return state_badge(answer)

    def get_urls(self) -> list[URLPattern]:
        one, proof = "<int:answer_id>", "proofs/<int:proof_id>"
        held = "reviews/<int:hold_id>"
        post = ["POST"]
        return [
            self.page("waiting/", answer_pages.waiting, "waiting", methods=READING),
            self.page("verify-many/", verifying.verify_many, "verify_many"),
            self.page(f"{one}/review/", answer_pages.review, "review", methods=READING),
            self.page(f"{one}/verify/", answer_pages.verify, "verify", methods=post),
            self.page(f"{one}/publish/", answer_pages.publish, "publish", methods=post),
            self.page(f"{one}/send-back/", answer_pages.send_back, "send_back"),
            self.page(f"{one}/retract/", answer_pages.retract, "retract"),
            self.page(f"{one}/correct/", answer_pages.correct, "correct", methods=post),
            self.page(f"{one}/carry-over/", answer_pages.carry_over, "carry_over"),
            self.page(f"{one}/proofs/", proof_pages.proofs, "proofs", methods=READING),
            self.page(f"{one}/dispute/", hold_pages.dispute, "dispute"),
            self.page(f"{one}/hold/", hold_pages.hold, "hold"),
            self.page(f"{one}/notice/", notice_pages.give, "give_notice"),
            self.page(f"{one}/notice/extend/", notice_pages.extend, "extend_notice"),
            self.page(f"{one}/notice/reply/", notice_pages.note_reply, "note_reply"),
            self.page(f"{one}/notice/urgent/", notice_pages.hurry, "hurry"),
            self.page(f"{held}/extend/", hold_pages.extend, "extend_hold"),
            self.page(f"{held}/propose/", hold_pages.propose, "propose_decision"),
            self.page(f"{held}/confirm/", hold_pages.confirm, "confirm_decision"),
            self.page(f"{one}/code/", proof_pages.give_code, "code", methods=post),
            self.page(f"{one}/prove/<slug:kind>/", proof_pages.prove, "prove"),
            self.page(f"{proof}/second-call/", proof_pages.second_call, "second_call"),
            self.page(f"{proof}/withdraw/", proof_pages.withdraw, "withdraw_proof"),
            self.page(
                f"{proof}/original/", proof_pages.original, "proof_original", methods=READING
            ),
            self.page(f"{one}/discard/", answer_pages.discard, "discard"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return answer_recording.record(self, request)

    def has_change_permission(self, request: HttpRequest, obj: Answer | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_published)

    def people_behind(self, obj: Answer) -> list[int]:
        return [obj.candidacy.person_id]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Answer]:
        answers = super().get_queryset(request)
        return answers.with_review().select_related(
            "candidacy__person",
            "candidacy__race__cycle",
            "recorded_by",
            "verified_by",
            "pledge_text",
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Answer | None = None) -> list[str]:
        return [*HISTORY]

    def get_form(
        self, request: HttpRequest, obj: Answer | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """Offer only evidence of this answer, and only answers of this candidacy."""
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            return form
        own: dict[str, QuerySet[Any]] = {
            "pledge_text": PledgeText.objects.filter(
                Q(effective_on__isnull=False) | Q(pk=obj.pledge_text_id)
            ),
            "lead_evidence": Evidence.objects.filter(answer=obj),
            "supersedes": Answer.objects.filter(Q(candidacy=obj.candidacy_id) & ~Q(pk=obj.pk))
            .published()
            .unretracted()
            .select_related("candidacy__person"),
        }
        for name in own.keys() & form.base_fields.keys():
            form.base_fields[name].queryset = own[name]
        return form

    def save_model(
        self, request: HttpRequest, obj: Answer, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if form.changed_data:
            ledger.answers.revise(obj, by=organizer(request))

    def response_post_save_change(self, request: HttpRequest, obj: Answer) -> HttpResponseRedirect:
        """Lead to what the second person will see."""
        return redirect(answer_recording.review_url(obj))

    def view_on_site(self, answer: Answer) -> str:
        return answer.candidacy.get_absolute_url()
