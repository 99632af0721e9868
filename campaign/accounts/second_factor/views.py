"""The second step of a login, and the pages where organizers set it up."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp_webauthn.models import WebAuthnCredential

from campaign.accounts.models import OneTimeCode, TotpKey
from campaign.accounts.models.second_factor import (
    DIGITS,
    address_of_key,
    make_codes,
    new_key,
    step_of,
)
from campaign.accounts.second_factor import passkeys
from campaign.accounts.second_factor.codes import CodeField, CodeForm, TooManyTriesError, check_code
from campaign.accounts.second_factor.login import (
    Person,
    begin,
    finish,
    has_second_factor,
    next_address,
    note_added,
    person_of,
    to_login,
)
from campaign.content.models import Profile
from campaign.lib.admin.action_pages import posted
from campaign.lib.encryption import decrypt, encrypt
from campaign.lib.http import NUMBER, READING
from campaign.lib.logins import wait_page
from campaign.lib.recent_proof import (
    ANY_PROOF,
    CODE,
    SKIPPED,
    TOTP,
    demand_recent_proof,
    has_recent_proof,
)

# The key that an app is being set up with, encrypted, in the session.
NEW_KEY = "new_totp_key"


class PasswordStep(LoginView):
    authentication_form = AdminAuthenticationForm
    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        begin(self.request, form.get_user(), now=timezone.now())
        return to_page("second_factor", next_address(self.request))


class NewCodeField(CodeField):
    default_error_messages = {
        "digits": gettext_lazy("Enter the 6 digits that your app shows."),
        "wrong": gettext_lazy(
            "This code doesn’t match this key. Scan the key again, then enter a new code."
        ),
    }

    def lengths(self) -> set[int]:
        return {DIGITS}


class NewCodeForm(forms.Form):
    code = NewCodeField()


@never_cache
@sensitive_post_parameters()
@require_http_methods([*READING, "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a code, to log in or to confirm who is logged in."""
    person, now = person_of(request), timezone.now()
    if person is None:
        return to_login(request)
    if not has_second_factor(person.user):
        return to_page("second_factor_set_up", next_address(request))
    form = CodeForm(posted(request))
    if form.is_valid():
        try:
            kind = check_code(request, person.user, form.cleaned_data["code"], now=now)
        except TooManyTriesError as error:
            return wait_page(request, wait=error.wait)
        if kind:
            finish(request, person, kind, now=now)
            if kind == CODE:
                messages.warning(request, codes_left(person))
            return redirect(next_address(request))
        form.add_error("code", form.fields["code"].error_messages["wrong"])
    context = {
        "has_app": TotpKey.objects.filter(user=person.user).exists(),
        "passkeys": passkeys_of(person),
        "configuration": passkeys.configuration(request),
    }
    return page(request, "check", _("Second factor"), person, form, context)


@never_cache
@sensitive_post_parameters()
@require_http_methods([*READING, "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Let organizers set up their authenticator app, at the first login or later."""
    person, now = person_of(request), timezone.now()
    if person is None:
        return to_login(request)
    if has_second_factor(person.user):
        if not person.is_logged_in:
            return to_page("second_factor", next_address(request))
        demand_recent_proof(request, kinds=ANY_PROOF)
    if "skip" in request.POST and settings.TRIAL_MAIL and not has_second_factor(person.user):
        finish(request, person, SKIPPED, now=now)
        return redirect(next_address(request))
    key = decrypt(request.session[NEW_KEY]) if NEW_KEY in request.session else new_key()
    form = NewCodeForm(posted(request))
    if form.is_valid():
        step = step_of(key, form.cleaned_data["code"], now=now)
        if step is not None:
            del request.session[NEW_KEY]
            keep_key(request, person, key, step)
            return to_page("second_factor_codes", next_address(request))
        form.add_error("code", form.fields["code"].error_messages["wrong"])
    request.session[NEW_KEY] = encrypt(key)
    address = address_of_key(
        key, username=person.user.get_username(), site=Profile.objects.current().name
    )
    context = {
        "qr": qr_code_of(address),
        "key": " ".join(key[start : start + 4] for start in range(0, len(key), 4)),
        "has_app": TotpKey.objects.filter(user=person.user).exists(),
        "passkeys": passkeys_of(person),
        "are_passkeys_usable": passkeys.are_usable(),
        "configuration": passkeys.configuration(request),
        "codes_address": f"{reverse('admin:second_factor_codes')}?"
        + urlencode({"next": next_address(request)}),
        "may_skip": settings.TRIAL_MAIL and not has_second_factor(person.user),
    }
    return page(request, "set_up", _("Set up your second factor"), person, form, context)


@never_cache
@require_http_methods([*READING, "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """Show new one-time codes, once."""
    person = person_of(request)
    if person is None or not person.is_logged_in:
        return to_login(request)
    if has_second_factor(person.user):
        demand_recent_proof(request, kinds=ANY_PROOF)
    made = make_codes(person.user) if request.method == "POST" else []
    context = {
        "codes": [f"{code[:5]} {code[5:]}" for code in made],
        "left_count": OneTimeCode.objects.filter(user=person.user).count(),
    }
    return page(request, "codes", _("One-time codes"), person, forms.Form(), context)


@never_cache
@require_http_methods(["POST"])
def remove_passkey(request: HttpRequest) -> HttpResponse:
    """Remove a passkey, unless it's the last second factor."""
    person = person_of(request)
    if person is None or not person.is_logged_in:
        return to_login(request)
    demand_recent_proof(request, kinds=ANY_PROOF)
    key = request.POST.get("passkey", "")
    chosen = WebAuthnCredential.objects.filter(
        user=person.user, pk=key if NUMBER.fullmatch(key) else 0
    )
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.user.pk)
        deleted, _by_model = chosen.delete()
        if deleted and not has_second_factor(person.user):
            transaction.set_rollback(True)
            messages.error(request, _("This is your only second factor. Set up another one first."))
        elif deleted:
            messages.success(request, _("Removed. This passkey doesn’t log you in anymore."))
    return redirect("admin:second_factor_set_up")


def passkeys_of(person: Person) -> Any:
    if not passkeys.are_usable():
        return []
    return WebAuthnCredential.objects.filter(user=person.user).order_by("pk")


def qr_code_of(address: str) -> SafeString:
    import segno  # few processes show one

    drawn = segno.make(address, error="m").svg_inline(scale=4, light="#fff", border=3)
    return mark_safe(drawn)  # noqa: S308 (segno draws squares)


@transaction.atomic
def keep_key(request: HttpRequest, person: Person, key: str, step: int) -> None:
    now = timezone.now()
    TotpKey.objects.update_or_create(
        user=person.user, defaults={"key": key, "last_step": step, "last_used_at": now}
    )
    note_added(person.user, TOTP, now=now)
    finish(request, person, TOTP, now=now)


def codes_left(person: Person) -> str:
    count = OneTimeCode.objects.filter(user=person.user).count()
    return _(
        "You used a one-time code. Codes left: %(count)d. If you lost your phone, set up another "
        "one now, under “Second factor.”"
    ) % {"count": count}


def to_page(name: str, following: str) -> HttpResponseRedirect:
    return redirect(f"{reverse(f'admin:{name}')}?{urlencode({'next': following})}")


def page(
    request: HttpRequest,
    name: str,
    title: str,
    person: Person,
    form: forms.Form,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    shown = {
        **admin.site.each_context(request),
        "title": title,
        "person": person,
        "form": form,
        "next": next_address(request),
        "is_proof_recent": has_recent_proof(request),
        **(context or {}),
    }
    return TemplateResponse(
        request,
        f"admin/accounts/second_factor/{name}.html",
        shown,
        status=422 if form.errors else 200,
    )
