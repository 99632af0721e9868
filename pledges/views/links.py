"""What an emailed link leads to: a page with a button. Only the button does anything."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from campaign.lib.database_outage import keeps_what_was_typed
from campaign.lib.http import public_page, see_other, serves
from campaign.lib.mailed_links import kept_by_nobody
from pledges.forms import ConfirmJoiningForm, ConfirmSignatureForm
from pledges.mail import links
from pledges.mail.your_information import send_link
from pledges.models import MailedLink, Signature, Supporter
from pledges.models.signatures import ARMED_FORCES
from pledges.places import place_names, place_of
from pledges.signing import withdraw as verbs
from pledges.signing.confirm import ChangedMeanwhile, content_of
from pledges.signing.confirm import confirm as confirm_signature

CONFIRM_TEMPLATE = "pledges/confirm.html"
Purpose = MailedLink.Purpose
View = Callable[..., HttpResponseBase]


def mailed(
    purpose: MailedLink.Purpose, *methods: str, otherwise: View | None = None
) -> Callable[[View], View]:
    """Hand the link of the token in the address to a view, which no cache or search engine keeps.

    Without a valid token for `purpose`, the response is one page for all, or what `otherwise`
    returns. No one checks where the form was: no one else has the token.
    """

    def decorate(view: View) -> View:
        @sensitive_post_parameters()
        @serves(*methods)
        @wraps(view)
        def answer(request: HttpRequest, token: str, *args: int) -> HttpResponseBase:
            link = links.find(purpose, token, now=timezone.now())
            if link is None:
                return otherwise(request, token) if otherwise else not_valid(request)
            try:
                return view(request, link, token, *args)
            except (Supporter.DoesNotExist, Signature.DoesNotExist):
                return not_valid(request)  # erased meanwhile, or not the owner's

        @kept_by_nobody
        @wraps(view)
        def unkept(request: HttpRequest, token: str, **values: int) -> HttpResponseBase:
            return answer(request, token, *values.values())

        return unkept

    return decorate


def not_valid(request: HttpRequest) -> HttpResponse:
    return render(request, "pledges/link_not_valid.html", status=404)


def already_confirmed(request: HttpRequest, token: str) -> HttpResponse:
    """Tell someone who opens a used link that they are done, without a word about them."""
    now = timezone.now()
    signature = links.confirmed_by(token, now=now)
    if signature is None or (signature.petition and not signature.petition.is_published(now)):
        return not_valid(request)
    context = {"petition": signature.petition}
    return render(request, "pledges/already_confirmed.html", context)


@keeps_what_was_typed(ConfirmSignatureForm, CONFIRM_TEMPLATE, is_mailed=True)
@mailed(Purpose.CONFIRM, "GET", "HEAD", "POST", otherwise=already_confirmed)
def confirm(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    """Show what waits to be confirmed; the button confirms what was shown or typed there."""
    signature = link.signature
    if signature is None:
        return not_valid(request)
    shown = content_of(signature)
    place = place_names().get(place_of(shown.postal_code), "")
    seen = request.POST.get("seen", "")
    has_typed = "name" in request.POST
    form_class = ConfirmSignatureForm if signature.petition else ConfirmJoiningForm
    form = form_class(request.POST if has_typed else None, initial=asdict(shown), place=place)

    def page(*, seen: str, is_changed: bool = False, status: int = 200) -> HttpResponse:
        context = {
            "signature": signature,
            "form": form,
            "shown": shown,
            "place": place,
            "seen": seen,
            "is_changed": is_changed or "warned" in request.POST,
        }
        return render(request, CONFIRM_TEMPLATE, context, status=status)

    if request.method != "POST":
        return page(seen=shown.digest)
    if has_typed and not form.is_valid():
        return page(seen=seen or shown.digest, status=422)
    content = form.content(shown) if has_typed else shown
    # What the owner typed, or keeps after a warning, holds whatever others send meanwhile.
    is_theirs = has_typed and (content.digest != seen or "warned" in request.POST)
    try:
        confirmed = confirm_signature(
            link, content, seen=None if seen and is_theirs else seen, now=timezone.now()
        )
    except ChangedMeanwhile:
        return page(seen=shown.digest, is_changed=True, status=409)
    return see_other(thanks_url(confirmed)) if confirmed else already_confirmed(request, token)


@mailed(Purpose.UNSUBSCRIBE, "GET", "HEAD", "POST")
def unsubscribe(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    """Unsubscribe; email programs do it with a POST of their own (RFC 8058), answered by 200."""
    is_done = request.method == "POST"
    if is_done:
        verbs.stop_mail(link.supporter, now=timezone.now())
    return render(request, "pledges/unsubscribe.html", {"is_done": is_done})


@mailed(Purpose.NEVER_EMAIL, "GET", "HEAD", "POST")
def never_email(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    """Never email an address again, and delete what was never confirmed."""
    if request.method != "POST":
        return render(request, "pledges/never_email.html", {"supporter": link.supporter})
    verbs.never_email(link.supporter, now=timezone.now())
    return see_other(reverse("pledges:never_emailed"))


@never_cache
@public_page
def never_emailed(request: HttpRequest) -> HttpResponse:
    return render(request, "pledges/never_emailed.html")


@mailed(Purpose.INFORMATION, "GET", "HEAD", "POST")
def information(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    """Email owners the link to their information. A friend may have opened this page."""
    is_done = request.method == "POST"
    if is_done:
        send_link(link.supporter, now=timezone.now())
    return render(request, "pledges/information.html", {"is_done": is_done})


def thanks_url(signature: Signature) -> str:
    """Return the page that thanks for a signature, with the figure as it is now."""
    if signature.petition is None:
        return reverse("pledges:joined")
    slug, place = signature.petition.slug, signature.place
    if place in {"", ARMED_FORCES}:
        return reverse("pledges:signed", args=[slug])
    return reverse("pledges:signed_in", args=[slug, place.lower()])
