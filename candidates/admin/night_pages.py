"""An election night on one page: enter all results, see what changes, save them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.lib.admin.action_pages import context_of, organizer, posted
from campaign.lib.admin.constraint_messages import sentences_of
from campaign.lib.http import NUMBER
from candidates import ledger
from candidates.admin.acts import may_undo
from candidates.admin.base import LedgerAdmin
from candidates.admin.night_forms import MissingForm, NightForm
from candidates.admin.night_preview import Preview, preview_of
from candidates.admin.night_sheet import Election, elections_of
from candidates.models import Act, ActChange, ResultDraft, Stage, StageResult
from candidates.nights import Night

ENTER = "candidates.add_stageresult"
ADD_CANDIDATE = ("candidates.add_person", "candidates.add_candidacy")
# What a button on these pages may send besides what was typed.
BUTTONS = {"csrfmiddlewaretoken", "step", "seen", "add"}


def night_url(stage: Stage) -> str:
    """Return the address of an election on the page of its night; its race is loaded."""
    return f"{page_of_night(Night.of(stage))}#stage-{stage.pk}"


def page_of_night(night: Night) -> str:
    return reverse("admin:candidates_stage_night", args=[night.key])


def night(stages: LedgerAdmin, request: HttpRequest, night_key: str) -> HttpResponse:
    if not request.user.has_perm(ENTER):
        raise PermissionDenied
    night = night_or_404(night_key)
    user = organizer(request)
    data = posted(request)
    focus, problem = _add_missing(request, night) if "add" in request.POST else ("", None)
    elections = elections_of(night, user)
    form = NightForm(data, elections=elections, user=user, initial=_initial(night, user))
    step = request.POST.get("step", "")
    if data is None or focus or step == "edit":
        return _entry_page(stages, request, night, form, focus=focus)
    if problem:
        form.refuse(problem)
        return _entry_page(stages, request, night, form, is_refused=True)
    if form.is_valid():
        preview = preview_of(form.entries, by=user, now=timezone.now())
        if preview.refused:
            form.refuse(preview.refused)
        elif step != "save" or request.POST.get("seen") != preview.seen:
            return _preview_page(stages, request, night, form, preview, was_sent=step == "save")
        elif _save(request, form):
            return redirect(page_of_night(night))
    return _entry_page(stages, request, night, form, is_refused=True)


def night_or_404(key: str) -> Night:
    night = Night.at(key)
    if night is None or not night.stages().exists():
        raise Http404
    return night


def _initial(night: Night, user: User) -> dict[str, Any]:
    """Begin with the source that this person gave last in this night."""
    drafts = ResultDraft.objects.on_night(night.place.code, night.day).filter(entered_by=user)
    latest = drafts.order_by("-entered_at", "-pk").values_list("source_url", flat=True).first()
    return {"source_url": latest or ""}


def _add_missing(request: HttpRequest, night: Night) -> tuple[str, dict[int, list[str]] | None]:
    """Add a candidate who's missing. Return the field of their outcome, or what's wrong."""
    if not request.user.has_perms(ADD_CANDIDATE):
        raise PermissionDenied
    number = request.POST["add"]
    stage = night.stages().filter(pk=number).first() if NUMBER.fullmatch(number) else None
    if stage is None:
        raise Http404
    form = MissingForm(request.POST, election=Election(stage, [], []))
    if not form.is_valid():
        return "", {stage.pk: [str(words) for each in form.errors.values() for words in each]}
    try:
        run = ledger.runs.add_candidate(
            stage.race,
            form.cleaned_data["name"],
            party_code=form.cleaned_data["party"],
            is_write_in=form.cleaned_data["is_write_in"],
            now=timezone.now(),
        )
    except (ValidationError, IntegrityError) as refusal:
        return "", {stage.pk: sentences_of(refusal)}
    typed = request.POST.copy()
    for part in ("name", "party", "is_write_in"):
        typed.pop(f"new_{part}_{stage.pk}", None)
    request.POST = typed  # type: ignore[assignment]
    messages.success(request, _("Added: %(candidate)s.") % {"candidate": run})
    return f"outcome_{stage.pk}_{run.pk}", None


def _save(request: HttpRequest, form: NightForm) -> bool:
    """Record the results, or have them wait for a second person. Say whether that worked."""
    user, now = organizer(request), timezone.now()
    count = len(form.entries)
    try:
        if ledger.nights.needs_release(user):
            ledger.nights.draft(form.entries, form.cleared, by=user, now=now)
            words = ngettext(
                "%(number)d result waits for a second person.",
                "%(number)d results wait for a second person.",
                count,
            )
        else:
            with transaction.atomic():
                ledger.nights.draft([], form.contests(), by=user, now=now)
                ledger.nights.record(form.entries, by=user, now=now)
            words = ngettext("Recorded %(number)d result.", "Recorded %(number)d results.", count)
    except ledger.nights.Refusal as refusal:
        form.refuse(refusal.by_stage)
        return False
    messages.success(request, words % {"number": count} if count else _("Taken back."))
    return True


def _entry_page(
    stages: LedgerAdmin,
    request: HttpRequest,
    night: Night,
    form: NightForm,
    *,
    focus: str = "",
    is_refused: bool = False,
) -> HttpResponse:
    waiting = [
        draft
        for election in form.elections
        for contest in election.contests
        for draft in contest.waiting
    ]
    context = {
        **_context(stages, request, night),
        "title": _("Election night"),
        "form": form,
        "elections": form.elections,
        "is_refused": is_refused,
        "focus": focus or ("" if is_refused else _first(form)),
        "saved": [act for act in _saved(form.elections) if may_undo(request, act)],
        "void": night.stages().filter(status=Stage.Status.VOID),
        "waiting_count": len(waiting),
        "own_count": sum(1 for draft in _own(form.elections) if not draft.sent_back_at),
        "may_release": request.user.has_perm(ledger.nights.RELEASE),
        "may_add": request.user.has_perms(ADD_CANDIDATE),
        "needs_release": ledger.nights.needs_release(organizer(request)),
    }
    template = "admin/candidates/stage/night.html"
    return TemplateResponse(request, template, context, status=422 if is_refused else 200)


def _saved(elections: Iterable[Election]) -> QuerySet[Act]:
    """Return the acts that recorded these results, the latest first."""
    recorded = [
        result.pk
        for election in elections
        for contest in election.contests
        for result in contest.recorded
    ]
    changes = ActChange.objects.filter(model=StageResult._meta.label_lower, row_id__in=recorded)
    acts = Act.objects.filter(kind=Act.Kind.RESULTS, pk__in=changes.values("act"))
    return acts.filter(undone_at=None).select_related("by")


def _own(elections: Iterable[Election]) -> Iterable[ResultDraft]:
    return (line.draft for election in elections for line in election.lines() if line.draft)


def _first(form: NightForm) -> str:
    """Return the field to begin in: the source, or the first candidate once there is one."""
    if not form["source_url"].value():
        return "source_url"
    lines = (line for each in form.elections for contest in each.contests for line in contest.lines)
    return next((line.name for line in lines), "")


def _preview_page(
    stages: LedgerAdmin,
    request: HttpRequest,
    night: Night,
    form: NightForm,
    preview: Preview,
    *,
    was_sent: bool,
) -> HttpResponse:
    left_out = {row for election in form.elections for row in election.taken}
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in BUTTONS | left_out
    ]
    context = {
        **_context(stages, request, night),
        "title": _("What will change"),
        "preview": preview,
        "noted": [election for election in form.elections if election.notes],
        "cleared_count": len(form.cleared),
        "typed": typed,
        "was_sent": was_sent,
        "needs_release": ledger.nights.needs_release(organizer(request)),
    }
    template = "admin/candidates/stage/night_preview.html"
    return TemplateResponse(request, template, context, status=422 if was_sent else 200)


def _context(stages: LedgerAdmin, request: HttpRequest, night: Night) -> dict[str, Any]:
    return {
        **context_of(stages, request),
        "subtitle": str(night),
        "night": night,
        "night_url": page_of_night(night),
    }
