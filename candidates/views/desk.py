"""A campaign's desk: the pages behind the link that we emailed to it. Only buttons do anything."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.core.handlers.exception import response_for_exception
from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from campaign.lib.absolute_urls import absolute_url
from campaign.lib.http import READING, NotFoundWithAdvice, see_other, serves
from campaign.lib.mailed_links import kept_by_nobody
from campaign.lib.malformed_requests import LARGEST_PUBLIC_BODY
from campaign.lib.upload_limits import limit_files
from candidates.coverage import times_asked
from candidates.desk import links, submissions
from candidates.desk.offers import disputable, offered_to
from candidates.forms.desk import FORMS, MOST_BYTES_TOGETHER, DeskForm
from candidates.models import (
    Answer,
    Candidacy,
    Correction,
    DeskLink,
    DeskSubmission,
    Outreach,
    PledgeText,
)
from candidates.views.candidate import lead_evidence_of, published_answers

View = Callable[..., HttpResponseBase]
TOO_MANY = gettext_lazy(
    "This link has brought us 20 messages within a day, which is the most we take. What you typed "
    "is still here. Send it again tomorrow."
)
REWORDED = gettext_lazy(
    "We changed the pledge while this page was open. Read the text below again, then send."
)


def for_campaign(*methods: str) -> Callable[[View], View]:
    """Hand the link of the token in the address to a view, which nobody keeps and no one links.

    Without a link that works, what was typed comes back with how to get a new one.
    """

    def decorate(view: View) -> View:
        @sensitive_post_parameters()
        @serves(*methods)
        @wraps(view)
        def answer(request: HttpRequest, token: str, **values: Any) -> HttpResponseBase:
            limit_files(request, MOST_BYTES_TOGETHER)
            link = links.find(token)
            if link is None or not link.is_live(timezone.now()):
                return not_valid(request, values.get("action", ""), is_known=link is not None)
            return view(request, link, token, **values)

        @kept_by_nobody
        @wraps(view)
        def unlinked(request: HttpRequest, token: str, **values: Any) -> HttpResponseBase:
            try:
                response = answer(request, token, **values)
            except Http404 as nothing:  # its page is kept by nobody either
                response = response_for_exception(request, nothing)
            response.headers["Referrer-Policy"] = "no-referrer"
            return response

        return unlinked

    return decorate


def not_valid(request: HttpRequest, action: str, *, is_known: bool) -> HttpResponse:
    """Say that a link doesn't work, and give back what was typed.

    A large form is read only if the link once worked.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    may_read = is_known or (length.isdecimal() and int(length) <= LARGEST_PUBLIC_BODY)
    context = {"typed": typed_in(request, action) if may_read else []}
    return render(request, "candidates/desk/not_valid.html", context, status=404)


def typed_in(request: HttpRequest, action: str) -> list[tuple[str, str]]:
    """Return what somebody typed into a form of ours, each with its label."""
    if request.method != "POST" or action not in FORMS:
        return []
    form = FORMS[action](request.POST)
    typed = ((str(field.label), str(field.value() or "")) for field in form if is_typed(field))
    return [(label, value) for label, value in typed if value]


def is_typed(field: BoundField) -> bool:
    """Say whether a field has words of its own: a file hasn't, and neither has the answer meant."""
    return field.widget_type != "severalfiles" and field.name != "answer"


def not_here(message: str, token: str) -> NotFoundWithAdvice:
    """Return a 404 that leads back to the page of the campaign whose link this is."""
    return NotFoundWithAdvice(
        message,
        link_url=reverse("candidates:desk", args=[token]),
        link_text=_("Back to your campaign’s page"),
    )


def is_from_a_person(request: HttpRequest) -> bool:
    """Say whether a browser shows this page to somebody, as browsers say since 2023.

    Programs that check email mostly don't say so.
    """
    return request.method == "GET" and request.headers.get("Sec-Fetch-Dest") == "document"


@for_campaign(*READING)
def desk(request: HttpRequest, link: DeskLink, token: str) -> HttpResponse:
    """Show a campaign everything that we have about it, and what it can do."""
    now = timezone.now()
    links.note_opening(link, is_person=is_from_a_person(request), now=now)
    campaign = link.campaign
    context = {
        **record_of(campaign),
        "campaign": campaign,
        "link": link,
        "offers": offered_to(campaign, timezone.localdate(now)),
        "person": campaign.person,
        "race": campaign.race,
        "sent": DeskSubmission.objects.of_campaign(campaign).select_related("candidacy__race"),
        "share_url": reverse("share", args=["candidate", str(campaign.pk)]),
        "token": token,
    }
    return render(request, "candidates/desk/desk.html", context)


def record_of(campaign: Candidacy) -> dict[str, Any]:
    """Return what is on record about a campaign: published, and not published."""
    runs = campaign.registrations()
    answers = published_answers(campaign)
    by_number = {answer.pk: answer for answer in answers}
    if answer := by_number.get(campaign.current_answer_id or 0):
        campaign.current_answer = answer
    drafts = Answer.objects.filter(candidacy__in=runs).open_drafts()
    drafts = drafts.prefetch_related("evidence", "notices__emails")
    return {
        "answers": answers,
        "asked": times_asked([campaign.pk])[campaign.pk],
        "coming": [draft for draft in drafts if draft.notices.all()],
        "drafts": drafts,
        "evidence": lead_evidence_of(answer) if answer else None,
        "outreach": Outreach.objects.asked().filter(candidacy__in=runs).only("channel", "done_on"),
        "pledge_text": PledgeText.objects.in_use_on(timezone.localdate()),
        "replies": DeskSubmission.objects.of_campaign(campaign).published_replies(),
        "reports": Correction.objects.filter(candidacy__in=runs, desk_submissions=None).undecided(),
    }


@for_campaign(*READING, "POST")
def send(request: HttpRequest, link: DeskLink, token: str, action: str) -> HttpResponse:
    """Ask for what an action needs. What comes in waits for our organizers."""
    if action not in FORMS:
        raise Http404
    now, campaign = timezone.now(), link.campaign
    text = PledgeText.objects.in_use_on(timezone.localdate(now))
    if action not in offered_to(campaign, timezone.localdate(now)):
        context = {"campaign": campaign, "token": token, "typed": typed_in(request, action)}
        return render(request, "candidates/desk/not_offered.html", context, status=409)
    chosen = DeskSubmission.Action(action)
    form = form_of(request, chosen, text, campaign)
    status = 200
    if request.method == "POST":
        status = status_of(request, form, chosen, text)
    if request.method == "POST" and status == 200:
        try:
            is_about_text = chosen in DeskSubmission.ANSWERS
            kept = submissions.receive(
                link, chosen, form, pledge_text=text if is_about_text else None, now=now
            )
        except submissions.TooMany:
            form.refuse(ValidationError(TOO_MANY, code="too_many"))
            status = 429
        else:
            return see_other(reverse("candidates:desk_sent", args=[token, kept.pk]))
    context = {
        "action": chosen,
        "campaign": campaign,
        "form": form,
        "is_answer": chosen in DeskSubmission.ANSWERS,
        "person": campaign.person,
        "pledge_text": text,
        "token": token,
    }
    return render(request, "candidates/desk/send.html", context, status=status)


def form_of(
    request: HttpRequest,
    action: DeskSubmission.Action,
    text: PledgeText | None,
    campaign: Candidacy,
) -> DeskForm:
    options: dict[str, Any] = {"initial": {"changed_text": text.body if text else ""}}
    if action == DeskSubmission.Action.DISPUTE:
        options["answers"] = disputable(campaign)
    if request.method == "POST":
        options |= {"data": request.POST, "files": request.FILES}
    return FORMS[action](**options)


def status_of(
    request: HttpRequest,
    form: DeskForm,
    action: DeskSubmission.Action,
    text: PledgeText | None,
) -> int:
    """Return the status that refuses a form, which then says why, or 200 if it's fine."""
    seen = request.POST.get("version", "")
    if action in DeskSubmission.ANSWERS and text and seen != str(text.version):
        form.refuse(ValidationError(REWORDED, code="reworded"))
        return 409
    return 200 if form.is_valid() else 422


@for_campaign(*READING)
def sent(request: HttpRequest, link: DeskLink, token: str, submission_id: int) -> HttpResponse:
    """Show what somebody sent by this link, and what happens next."""
    submission = link.submissions.filter(pk=submission_id).first()
    if submission is None:
        raise not_here(
            _("This didn’t come by your link. Your campaign’s page lists what did."), token
        )
    context = {"campaign": link.campaign, "submission": submission, "token": token}
    return render(request, "candidates/desk/sent.html", context)


@for_campaign(*READING)
def certificate(request: HttpRequest, link: DeskLink, token: str) -> HttpResponse:
    """Show a page to print that says what the campaign signed, and where that is public."""
    campaign = link.campaign
    answer = campaign.current_answer
    if answer is None or answer.kind != Answer.Kind.SIGNED:
        raise not_here(_("We have a certificate for you once your signature is public."), token)
    context = {
        "answer": answer,
        "person": campaign.person,
        "public_url": absolute_url(campaign.get_absolute_url()),
        "race": campaign.race,
        "token": token,
    }
    return render(request, "candidates/desk/certificate.html", context)
