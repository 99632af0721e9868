"""Let organizers who forgot their password choose a new one, without saying who has an account."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlsafe_base64_decode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from campaign.accounts.emails import reachable
from campaign.lib import audit, limits, outbox
from campaign.lib.admin.action_pages import posted
from campaign.lib.client_address import client_block
from campaign.lib.forms import EmailAddressField
from campaign.lib.http import READING

PER_NETWORK = 20  # in ten minutes
PER_ADDRESS = 3  # in a day
NO_ACCOUNT = 0  # no row has this number


class AddressForm(forms.Form):
    email = EmailAddressField(label=gettext_lazy("Your email address"))


@never_cache
@require_http_methods([*READING, "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Email a link to the organizer who has an address. The page is the same if nobody has it."""
    form = AddressForm(posted(request))
    if form.is_valid():
        send_link(request, form.cleaned_data["email"])
        return narrow_page(
            request,
            _("Check your email"),
            _(
                "If this address belongs to an organizer, we just emailed a link to choose a new "
                "password. It works for one hour. Check your spam folder, too."
            ),
        )
    return narrow_page(
        request,
        _("Forgot your password?"),
        _("Enter the email address of your account. We’ll email you a link."),
        form,
        _("Email me a link"),
    )


def send_link(request: HttpRequest, address: str) -> None:
    """Queue the email.

    The SQL is the same whether or not anyone has the address, and so is what it writes to the disk,
    which takes a time that strangers could measure. An email to NO_ACCOUNT is dropped.
    """
    now = timezone.now()
    network, typed = client_block(request), address.casefold()
    is_allowed = limits.allow(
        "password reset by block",
        network,
        capacity=PER_NETWORK,
        per_seconds=limits.TEN_MINUTES,
        now=now,
    ) and limits.allow(
        "password reset by address",
        typed,
        capacity=PER_ADDRESS,
        per_seconds=limits.ONE_DAY,
        now=now,
    )
    found = reachable().filter(email__iexact=address).values_list("pk", flat=True)
    ids = (list(found) or [NO_ACCOUNT]) if is_allowed else []
    outbox.queue("password_reset", ids, now=now)


@never_cache
@sensitive_post_parameters()
@require_http_methods([*READING, "POST"])
def choose(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """Let people who have the link choose a new password. They still need their second factor."""
    user = user_of(key)
    if user is None or not default_token_generator.check_token(user, token):
        return narrow_page(
            request,
            _("This link doesn’t work anymore"),
            _("Each link works once and expires after an hour. Get a new one on the login page."),
            status=410,
        )
    form = SetPasswordForm(user, posted(request))
    if form.is_valid():
        form.save()
        audit.record(audit.Event.PASSWORD_CHANGED, by=user, about=user)
        messages.success(request, _("Your new password is set. Log in with it."))
        return redirect("admin:login")
    return narrow_page(
        request,
        _("Choose a new password"),
        _("We’ll log you out everywhere. Then log in with your new password."),
        form,
        _("Set my password"),
    )


def user_of(key: str) -> User | None:
    try:
        number = int(urlsafe_base64_decode(key).decode("ascii"))
    except (ValueError, UnicodeDecodeError):
        return None
    found: User | None = reachable().filter(pk=number).first() if number < 2**31 else None
    return found


def narrow_page(
    request: HttpRequest,
    title: str,
    explanation: str,
    form: forms.BaseForm | None = None,
    button: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    """Return a page that looks like the login page, with a sentence and maybe a form."""
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": title,
        "explanation": explanation,
        "form": form,
        "button": button,
    }
    has_errors = form is not None and bool(form.errors)
    return TemplateResponse(
        request, "admin/accounts/form.html", context, status=422 if has_errors else status
    )
