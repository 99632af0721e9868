"""An election as a whole: see or retract its results, declare it void, hold it again."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.lib.admin.action_pages import (
    ActionPage,
    context_of,
    page_of,
    row_or_404,
)
from campaign.lib.admin.constraint_messages import sentences_of
from candidates import ledger
from candidates.admin.base import LedgerAdmin
from candidates.admin.night_pages import night_url
from candidates.admin.stage_forms import HoldAgainForm, SourceForm, TakeBackForm
from candidates.models import Stage


def results_url(stage: Stage) -> str:
    return reverse("admin:candidates_stage_results", args=[stage.pk])


def results(stages: LedgerAdmin, request: HttpRequest, stage_id: int) -> HttpResponse:
    stage: Stage = row_or_404(stages, request, stage_id, to_change=False)
    if not request.user.has_perm("candidates.add_stageresult"):
        raise PermissionDenied
    return _results_page(stages, request, stage, TakeBackForm(stage=stage))


def take_back(stages: LedgerAdmin, request: HttpRequest, stage_id: int) -> HttpResponse:
    stage: Stage = row_or_404(stages, request, stage_id, to_change=False)
    if not request.user.has_perm("candidates.add_stageresult"):
        raise PermissionDenied
    form = TakeBackForm(request.POST, stage=stage)
    if form.is_valid():
        try:
            with transaction.atomic():
                stages.lock(stage)
                for result in form.cleaned_data["results"]:
                    ledger.stages.retract_result(
                        result, reason=form.cleaned_data["reason"], now=timezone.now()
                    )
                number = len(form.cleaned_data["results"])
                sentence = ngettext(
                    "Retracted %(number)d result.", "Retracted %(number)d results.", number
                ) % {"number": number}
                stages.log_change(request, stage, sentence)
        except (ValidationError, IntegrityError) as refusal:
            form.add_error(None, sentences_of(refusal))
        else:
            messages.success(request, sentence)
            return redirect(results_url(stage))
    return _results_page(stages, request, stage, form)


def _results_page(
    stages: LedgerAdmin, request: HttpRequest, stage: Stage, form: TakeBackForm
) -> HttpResponse:
    recorded = stage.results.select_related("candidacy__person", "recorded_by", "released_by")
    context = {
        **context_of(stages, request),
        "title": _("Results"),
        "subtitle": str(stage),
        "row": stage,
        "row_url": page_of(stage),
        "stage": stage,
        "night_url": night_url(stage),
        "form": form,
        "recorded": recorded.order_by("candidacy__person__sort_key", "pk"),
    }
    template = "admin/candidates/stage/results.html"
    return TemplateResponse(request, template, context, status=422 if form.errors else 200)


def declare_void(_request: HttpRequest, stage: Stage) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.stages.declare_void(stage, **cleaned, now=timezone.now())
        return _("Declared void: %(election)s.") % {"election": stage}, page_of(stage)

    return ActionPage(
        title=_("Declare void"),
        button=_("Declare void"),
        do=do,
        explanation=_(
            "Every candidate’s status goes back to what it was before this election. The results "
            "stay on record, marked void."
        ),
        form_class=SourceForm,
    )


def reinstate(_request: HttpRequest, stage: Stage) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.stages.reinstate(stage, **cleaned, now=timezone.now())
        return _("These results count again: %(election)s.") % {"election": stage}, page_of(stage)

    return ActionPage(
        title=_("Undo void"),
        button=_("Count the results again"),
        do=do,
        explanation=_(
            "Use this if the election was declared void by mistake, or if a higher court "
            "reversed the ruling."
        ),
        form_class=SourceForm,
    )


def hold_again(_request: HttpRequest, stage: Stage) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        again = ledger.stages.hold_again(stage, **cleaned, now=timezone.now())
        return _("Rescheduled: %(election)s.") % {"election": again}, page_of(again)

    return ActionPage(
        title=_("Schedule a new election"),
        button=_("Schedule it"),
        do=do,
        explanation=_(
            "We’ll keep the void election and its results, and add a new one in its place."
        ),
        form_class=partial(HoldAgainForm, void=stage.held_on),
    )
