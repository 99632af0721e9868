"""Your information: a supporter sees, corrects, downloads and deletes it, and unsubscribes."""

from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from campaign.lib.database_outage import keeps_what_was_typed
from campaign.lib.http import public_page, see_other
from pledges.forms import CorrectionForm
from pledges.mail import links
from pledges.models import MailedLink, Supporter
from pledges.places import place_names, place_of
from pledges.privacy.download import download_of
from pledges.signing import withdraw as verbs
from pledges.signing.follow import stop_following as forget_follow
from pledges.views.links import mailed

Purpose = MailedLink.Purpose
# What the page says was just done, by the `done` parameter of its address.
DONE = {
    "corrected": _("Saved. Your signatures count in the state of your ZIP code."),
    "withdrawn": _("Your signature is withdrawn, and the count has gone down by one."),
    "not_counted": _("Your signature is withdrawn. We hadn’t counted it."),
    "left": _("You left the campaign. We won’t email you updates anymore."),
    "stopped": _("Done. We deleted the record that you followed them."),
    "renewed": _(
        "We turned off the links in our earlier emails, except the ones to unsubscribe. This page "
        "has a new address."
    ),
    "shown": _("Saved. Your name and state are shown on the petition."),
    "hidden": _("Saved. Your name isn’t shown anymore."),
    "": _("Saved."),
}


@mailed(Purpose.ME, "GET", "HEAD")
def me(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    return page(request, link, token)


@keeps_what_was_typed(CorrectionForm, "pledges/correct.html", is_mailed=True)
@mailed(Purpose.ME, "POST")
def correct(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    form = CorrectionForm(request.POST, place=place_name(link.supporter))
    if not form.is_valid():
        return page(request, link, token, form=form, status=422)
    verbs.correct(link.supporter, **form.cleaned_data)
    return back(token, "corrected")


@mailed(Purpose.ME, "POST")
def withdraw(request: HttpRequest, link: MailedLink, token: str, signature_id: int) -> HttpResponse:
    signature = link.supporter.signatures.get(pk=signature_id)
    done = "withdrawn" if signature.is_confirmed else "not_counted"
    if signature.petition_id is None:
        done = "left"
    verbs.withdraw(signature, now=timezone.now())
    return back(token, done)


@mailed(Purpose.ME, "POST")
def show(request: HttpRequest, link: MailedLink, token: str, signature_id: int) -> HttpResponse:
    signature = link.supporter.signatures.get(pk=signature_id)
    is_shown = request.POST.get("shown") == "yes"
    verbs.show(signature, is_shown=is_shown)
    return back(token, "shown" if is_shown else "hidden")


@mailed(Purpose.ME, "POST")
def stop_following(
    request: HttpRequest, link: MailedLink, token: str, follow_id: int
) -> HttpResponse:
    forget_follow(link.supporter, pk=follow_id)
    return back(token, "stopped")


@mailed(Purpose.ME, "POST")
def mail(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    now = timezone.now()
    if request.POST.get("wanted") == "yes":
        verbs.agree(link.supporter, now=now)
    else:
        verbs.stop_mail(link.supporter, now=now)
    return back(token, "mail")


@mailed(Purpose.ME, "POST")
def renew(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    """Turn off every link that we emailed, and lead on with a new one."""
    now = timezone.now()
    with transaction.atomic():  # nobody erases the supporter between the two
        verbs.renew_links(link.supporter, now=now)
        address = urlsplit(links.stored_url(links.me_link(link.supporter, now=now))).path
    return see_other(f"{address}?done=renewed")


@mailed(Purpose.ME, "POST")
def download(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    """Give supporters everything we have about them, as a JSON file."""
    response = JsonResponse(download_of(link.supporter), json_dumps_params={"indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="your-information.json"'
    return response


@mailed(Purpose.ME, "GET", "HEAD", "POST")
def erase(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    if request.method != "POST":
        return render(request, "pledges/erase.html", {"token": token})
    bars_address = request.POST.get("never_email") == "yes"
    verbs.erase(link.supporter, now=timezone.now(), bars_address=bars_address)
    return see_other(reverse("pledges:erased_and_barred" if bars_address else "pledges:erased"))


@never_cache
@public_page
def erased(request: HttpRequest, *, is_barred: bool = False) -> HttpResponse:
    return render(request, "pledges/erased.html", {"is_barred": is_barred})


def page(
    request: HttpRequest,
    link: MailedLink,
    token: str,
    *,
    form: CorrectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    supporter, done = link.supporter, request.GET.get("done", "")
    typed = {name: getattr(supporter, name) for name in ("name", "postal_code", "shown_as")}
    context: dict[str, Any] = {
        "supporter": supporter,
        "token": token,
        "signatures": supporter.signatures.select_related("petition").order_by("-signed_at"),
        "follows": supporter.follows.with_names().order_by("pk"),
        "form": form or CorrectionForm(initial=typed, place=place_name(supporter)),
        "done": DONE.get(done, DONE[""]) if done else "",
    }
    return render(request, "pledges/me.html", context, status=status)


def place_name(supporter: Supporter) -> str | Promise:
    return place_names().get(place_of(supporter.postal_code), "")


def back(token: str, done: str) -> HttpResponse:
    return see_other(f"{reverse('pledges:me', args=[token])}?done={done}")
