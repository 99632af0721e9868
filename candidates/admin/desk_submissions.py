"""What campaigns sent by their links: recorded as answers, published as replies, answered."""

from functools import partial
from typing import Any

from csp.decorators import csp_update
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import linebreaksbr
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.action_pages import ActionPage, organizer, page_of, row_or_404
from campaign.lib.admin.base import BaseAdmin
from campaign.lib.admin.lists import ChoiceFilter
from campaign.lib.http import READING
from campaign.lib.uploads import as_attachment
from candidates import ledger
from candidates.admin.answer_recording import recorded_sentence, refuse_a_second, review_url
from candidates.admin.searching import CandidacySearch
from candidates.models import DeskFile, DeskSubmission
from candidates.tasks import draw_later

SENT = ("candidacy", "action", "due", "as_sent", "pledge_text", "kept_files", "received_at")
LED_TO = ("decision", "explanation", "decided_by", "decided_at", "answer", "correction", "sha256")


class SubmissionStateFilter(ChoiceFilter):
    title = gettext_lazy("status")
    parameter_name = "state"
    narrowed = {
        "waiting": (gettext_lazy("waiting"), lambda rows: rows.waiting()),
        "undecided": (gettext_lazy("not decided yet"), lambda rows: rows.undecided()),
    }


class ExplanationForm(forms.Form):
    explanation = forms.CharField(
        label=gettext_lazy("What we write back"),
        max_length=1000,
        widget=AdminTextareaWidget(attrs={"rows": 5}),
        help_text=gettext_lazy("We email this to every address that we have for the campaign."),
    )


@admin.register(DeskSubmission)
class DeskSubmissionAdmin(CandidacySearch, BaseAdmin):
    """A message stays as it was sent. It never shows the address that its link went to."""

    list_display = ["candidacy", "action", "received_at", "due", "decision"]
    list_filter = [SubmissionStateFilter, "action"]
    list_select_related = ["candidacy__person", "candidacy__race"]
    date_hierarchy = "received_at"
    fieldsets = [
        (gettext_lazy("Message"), {"fields": [*SENT]}),
        (gettext_lazy("What became of it"), {"fields": [*LED_TO]}),
    ]
    readonly_fields = [*SENT, *LED_TO]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.action("record", partial(record, self)),
            self.action("accept", accept),
            self.action("set-aside", set_aside),
            self.page("<int:row_id>/files/<int:file_id>/", file, "file", methods=READING),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say what can become of a dispute: it's marked, decided, or set aside."""
        sent: DeskSubmission = context["original"]
        if sent.is_dispute and sent.answer:
            context["review"] = sent.answer.holds.open().first()
            context["may_be_marked"] = ledger.holds.may_be_placed(sent.answer)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=gettext_lazy("decide by"))
    def due(self, submission: DeskSubmission) -> str:
        return date_format(timezone.localtime(submission.due_at), "DATETIME_FORMAT")

    @admin.display(description=gettext_lazy("as sent"))
    def as_sent(self, submission: DeskSubmission) -> SafeString:
        return linebreaksbr(submission.text)

    @admin.display(description=gettext_lazy("files"))
    def kept_files(self, submission: DeskSubmission) -> SafeString | str:
        links = (
            (reverse("admin:candidates_desksubmission_file", args=[submission.pk, each.pk]), number)
            for number, each in enumerate(submission.files.all(), start=1)
        )
        drawn = format_html_join(", ", '<a href="{}">{}</a>', links)
        return drawn or self.get_empty_value_display()


def as_sent(submission: DeskSubmission) -> list[tuple[str, str]]:
    """Return what came, after a warning if its link was turned off since."""
    facts = [(_("As sent"), submission.text)]
    if off_at := submission.link.revoked_at:
        warning = _("Turned off on %(day)s. Find out why: the wrong person may have sent this.")
        day = date_format(timezone.localtime(off_at), "DATETIME_FORMAT")
        facts.insert(0, (_("Link"), warning % {"day": day}))
    return facts


def record(
    submissions: DeskSubmissionAdmin, request: HttpRequest, submission: DeskSubmission
) -> ActionPage:
    """Draft the answer; this organizer is its recorder, so another one has to verify it."""
    if not request.user.has_perm("candidates.add_answer"):
        raise PermissionDenied

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        by = organizer(request)
        draft = ledger.desk.draft_of(submission, by=by)
        refuse_a_second(draft, candidacy=draft.candidacy)
        answer = ledger.desk.record(submission, by=by)
        for item in answer.evidence.all():
            draw_later(item)
        return recorded_sentence(answer), review_url(answer)

    return ActionPage(
        title=_("Record this answer"),
        button=_("Record"),
        do=do,
        explanation=_(
            "We’ll draft the answer with what the campaign sent as its evidence. You count as the "
            "one who recorded it, so someone else has to verify it."
        ),
        facts=[(_("Wants to"), submission.get_action_display()), *as_sent(submission)],
    )


def accept(request: HttpRequest, submission: DeskSubmission) -> ActionPage:
    """Publish a reply, or answer a question."""

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        explanation = cleaned.get("explanation", "")
        by = organizer(request)
        ledger.desk.accept(submission, by=by, now=timezone.now(), explanation=explanation)
        return _("Done. We’re telling the campaign."), page_of(submission)

    facts = as_sent(submission)
    if submission.is_reply:
        return ActionPage(
            title=_("Publish this reply"),
            button=_("Publish"),
            do=do,
            explanation=_(
                "Check only whether it breaks a law or puts someone in danger. We show it word for "
                "word beside the answer, marked as the campaign’s. It takes the place of an "
                "earlier reply."
            ),
            facts=facts,
        )
    return ActionPage(
        title=_("Answer the question"),
        button=_("Send the answer"),
        do=do,
        facts=facts,
        form_class=ExplanationForm,
    )


def set_aside(request: HttpRequest, submission: DeskSubmission) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.desk.set_aside(
            submission,
            by=organizer(request),
            now=timezone.now(),
            explanation=cleaned["explanation"],
        )
        return _("Set aside. We’re telling the campaign."), page_of(submission)

    return ActionPage(
        title=_("Set aside"),
        button=_("Set aside"),
        do=do,
        explanation=_("Nothing is recorded or published. Say why, and what the campaign can do."),
        facts=as_sent(submission),
        form_class=ExplanationForm,
    )


@csp_update({"sandbox": True})  # type: ignore[arg-type]  # it passes on every argument
def file(
    submissions: DeskSubmissionAdmin, request: HttpRequest, row_id: int, file_id: int
) -> FileResponse:
    """Hand out the private bytes of a file, to be stored and never opened on this site."""
    submission = row_or_404(submissions, request, row_id, to_change=False)
    found = get_object_or_404(DeskFile, submission=submission, pk=file_id)
    return as_attachment(found.original, f"message-{submission.pk}-{found.pk}")
