"""The form to follow candidates, and what the emails about it lead to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaign.lib.cache.decorators import cached_page
from campaign.lib.client_address import client_block
from campaign.lib.http import NotFoundWithAdvice, public_page, see_other
from campaign.lib.public_forms import public_form, refusal_status
from pledges.forms import AddressForm
from pledges.mail import links
from pledges.models import Follow, MailedLink
from pledges.signing.follow import (
    ask_to_follow,
    confirm_follow,
    stop_following,
    wanted_by,
)
from pledges.views.links import mailed, not_valid
from pledges.views.sent import sent_page

FOLLOW_TEMPLATE = "pledges/follow.html"
Purpose = MailedLink.Purpose


@cached_page("what")
@public_form(AddressForm, FOLLOW_TEMPLATE)
def follow(request: HttpRequest) -> HttpResponse:
    """Take an address to email when candidates answer. Whose they are is sent with it.

    So no address of a page, and no log, says what someone follows. Without it, the page asks where
    they live.
    """
    is_sent = request.method == "POST"
    what = (request.POST if is_sent else request.GET).get("what", "")
    wanted = wanted_or_404(what) if what or is_sent else None
    form = AddressForm(request.POST if is_sent else None)
    status = 200
    if is_sent and wanted and not (status := refusal_status(request, form)):
        email = form.cleaned_data["email"]
        ask_to_follow(
            wanted,
            email,
            filled_honeypot=form.filled_honeypot,
            client_block=client_block(request),
            language=translation.get_language(),
            now=timezone.now(),
        )
        typed = {"email": email, "what": what}
        return sent_page(request, "pledges/follow_sent.html", "follow", typed)
    context = {"wanted": wanted, "form": form, "what": what}
    return render(request, FOLLOW_TEMPLATE, context, status=status)


def wanted_or_404(what: str) -> Follow:
    wanted = wanted_by(what, timezone.localdate())
    if wanted is None:
        raise NotFoundWithAdvice(
            _("You can’t follow these candidates here."),
            link_url=reverse("candidates:find"),
            link_text=_("Find your candidates"),
        )
    return wanted


@cached_page()
@public_page
def following(request: HttpRequest) -> HttpResponse:
    return render(request, "pledges/following.html")


def already_following(request: HttpRequest, token: str) -> HttpResponse:
    """Tell someone who opens a used link that they are done, without a word about whom."""
    if not links.is_follow_confirmed_by(token, now=timezone.now()):
        return not_valid(request)
    return render(request, "pledges/already_following.html")


@mailed(Purpose.CONFIRM_FOLLOW, "GET", "HEAD", "POST", otherwise=already_following)
def confirm(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    """Show what someone asked to follow; the button confirms it."""
    if request.method != "POST":
        return render(request, "pledges/confirm_follow.html", {"follow": link.follow})
    if not confirm_follow(link, now=timezone.now()):
        return already_following(request, token)
    return see_other(reverse("pledges:following"))


@mailed(Purpose.STOP_FOLLOWS, "GET", "HEAD", "POST")
def stop(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    """Stop following everyone; email programs do it with a POST of their own (RFC 8058)."""
    is_done = request.method == "POST"
    if is_done:
        stop_following(link.supporter)
    return render(request, "pledges/stop_follows.html", {"is_done": is_done})
