"""Checking drawn answers again, one after the other."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminRadioSelect, AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.action_pages import context_of, organizer, posted, row_or_404
from campaign.lib.admin.base import ReadOnlyAdmin
from campaign.lib.http import NUMBER
from candidates import ledger
from candidates.models import AuditSample, SampleVerdict


class VerdictForm(forms.Form):
    is_right = forms.TypedChoiceField(
        label=gettext_lazy("Does the evidence show what we published?"),
        choices=[
            ("yes", gettext_lazy("Yes, everything is right")),
            ("no", gettext_lazy("No, something is wrong")),
        ],
        coerce=lambda value: value == "yes",
        widget=AdminRadioSelect(attrs={"class": "radiolist"}),
    )
    note = forms.CharField(
        label=gettext_lazy("What’s wrong"),
        required=False,
        max_length=1000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("Only organizers see this. Correct the answer afterwards."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_right") is False and not cleaned.get("note"):
            self.add_error("note", forms.ValidationError(_("Say what’s wrong."), code="required"))
        return cleaned


@admin.register(AuditSample)
class AuditSampleAdmin(ReadOnlyAdmin):
    list_display = ["seed", "drawn_at", "drawn_from", "checked", "errors", "finished_at"]
    fields = ["seed", "drawn_at", "drawn_from", "checked", "errors", "finished_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditSample]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                size=Count("sampled", distinct=True),
                verdict_count=Count("sampled__verdicts"),
                error_count=Count(
                    "sampled", filter=Q(sampled__verdicts__is_right=False), distinct=True
                ),
            )
        )

    def get_urls(self) -> list[URLPattern]:
        return [self.page("<int:sample_id>/check/", check, "check"), *super().get_urls()]

    @admin.display(description=gettext_lazy("checks done"))
    def checked(self, sample: Any) -> str:
        return f"{sample.verdict_count} / {sample.size * SampleVerdict.PER_ANSWER}"

    @admin.display(description=gettext_lazy("answers that are wrong"))
    def errors(self, sample: Any) -> int:
        return int(sample.error_count)


def check(samples: admin.ModelAdmin, request: HttpRequest, sample_id: int) -> HttpResponse:
    """Show the next answer that waits for this organizer, and store what they found."""
    sample: AuditSample = row_or_404(samples, request, sample_id, to_change=False)
    if not request.user.has_perm("candidates.publish_answer"):
        raise PermissionDenied
    me = organizer(request)
    left = sample.sampled.waiting_for(me).select_related(
        "answer__candidacy__person", "answer__candidacy__race", "answer__pledge_text"
    )
    form = VerdictForm(posted(request))
    if request.method == "POST":
        key = request.POST.get("sampled", "")
        sampled = sample.sampled.filter(pk=key).first() if NUMBER.fullmatch(key) else None
        if sampled is None:
            messages.error(request, _("This sample doesn’t have that answer. Here’s the next one."))
            return redirect("admin:candidates_auditsample_check", sample_id)
        if form.is_valid():
            try:
                ledger.samples.judge(sampled, **form.cleaned_data, by=me, now=timezone.now())
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
            return redirect("admin:candidates_auditsample_check", sample_id)
    else:
        sampled = left.first()
    if sampled is None:
        messages.info(request, _("Nothing in this sample waits for you."))
        return redirect("admin:candidates_auditsample_changelist")
    answer = sampled.answer
    context = {
        **context_of(samples, request),
        "title": _("Check again"),
        "subtitle": str(answer),
        "row": sample,
        "row_url": reverse("admin:candidates_auditsample_change", args=[sample.pk]),
        "answer": answer,
        "evidence": [(item, item.pk == answer.lead_evidence_id) for item in answer.evidence.all()],
        "sampled": sampled,
        "left": left.count(),
        "form": form,
        "media": samples.media + form.media,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(
        request, "admin/candidates/auditsample/check.html", context, status=status
    )
