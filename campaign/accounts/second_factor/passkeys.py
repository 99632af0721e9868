"""Passkeys as a second factor, checked by django-otp-webauthn.

A passkey belongs to a host name, so there are none where the site's address is an IP address, and
browsers offer none over plain HTTP except on localhost.
"""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django_otp_webauthn import views
from django_otp_webauthn.exceptions import InvalidState, OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential

from campaign.accounts.second_factor.codes import (
    TooManyTriesError,
    count_failure,
    refuse_while_locked,
)
from campaign.accounts.second_factor.login import (
    finish,
    has_second_factor,
    note_added,
    person_of,
)
from campaign.content.models import Profile
from campaign.lib.logins import wait_page
from campaign.lib.recent_proof import ANY_PROOF, PASSKEY, has_recent_proof


def are_usable() -> bool:
    """Say whether the site's address lets browsers keep passkeys."""
    address = urlsplit(settings.SITE_URL)
    host = address.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return address.scheme == "https" or host == "localhost"
    return False


def configuration(request: HttpRequest) -> dict[str, str]:
    """Return what the library's scripts read from the page."""
    return {
        "csrfToken": get_token(request),
        "nextFieldSelector": "input[name='next']",
        "beginAuthenticationUrl": reverse("admin:second_factor_passkey_ask"),
        "completeAuthenticationUrl": reverse("admin:second_factor_passkey_check"),
        "beginRegistrationUrl": reverse("admin:second_factor_passkey_offer"),
        "completeRegistrationUrl": reverse("admin:second_factor_passkey_add"),
    }


class SiteHelper(WebAuthnHelper):
    """Ties passkeys to this site's address. We don't ask who made the device."""

    def get_relying_party_domain(self) -> str:
        return urlsplit(settings.SITE_URL).hostname or ""

    def get_relying_party_name(self) -> str:
        return Profile.objects.current().name

    def get_allowed_origins(self) -> list[str]:
        return [settings.SITE_URL]

    def create_attestation(self, *_unused: Any) -> None:
        return None


class OfOurLogin(views.BaseWebAuthnView):
    """Treats a person who gave their password here as logged in, for this one view."""

    http_method_names = ["post"]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not are_usable():
            raise Http404
        self.person = person_of(request)
        user: Any = self.person.user if self.person else AnonymousUser()
        is_proven = bool(self.person and self.person.is_logged_in) and (
            has_recent_proof(request, kinds=ANY_PROOF) or not has_second_factor(user)
        )
        user.otp_device = None
        user.is_verified = lambda: is_proven
        request.user = user
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def finish(self) -> None:
        if self.person:
            finish(self.request, self.person, PASSKEY, now=timezone.now())


class Offer(OfOurLogin, views.BeginCredentialRegistrationView):
    pass


class Add(OfOurLogin, views.CompleteCredentialRegistrationView):
    @transaction.atomic
    def post(self, *args: Any, **kwargs: Any) -> JsonResponse:
        response: JsonResponse = super().post(*args, **kwargs)
        note_added(self.request.user, PASSKEY, now=timezone.now())
        self.finish()
        return response


class Ask(OfOurLogin, views.BeginCredentialAuthenticationView):
    pass


class Check(OfOurLogin, views.CompleteCredentialAuthenticationView):
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        user = self.request.user
        try:
            refuse_while_locked(self.request, user)
            response: HttpResponse = super().post(*args, **kwargs)
        except TooManyTriesError as error:
            return wait_page(self.request, wait=error.wait)
        except InvalidState:  # nobody tried a passkey
            raise
        except OTPWebAuthnApiError:
            count_failure(self.request, user)
            raise
        return response

    def complete_auth(self, device: WebAuthnCredential) -> None:
        self.finish()
