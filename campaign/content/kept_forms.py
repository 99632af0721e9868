"""An organizer's form that came after their session expired: kept for an hour, and given back.

It is kept, encrypted, only where the request carries a session that expired at most 12 hours ago
and a valid CSRF token (CsrfViewMiddleware comes first). Once that user has logged in, its address
shows what was kept, with a button that sends it: files included, and without JavaScript. Where the
page then finds a mistake, it shows the form filled in, and the files are still here.
"""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Callable
from http.cookies import Morsel
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    REDIRECT_FIELD_NAME,
    SESSION_KEY,
)
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import http_date
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from campaign.content.models.kept_forms import LONGEST_PATH, MOST_PER_USER, KeptForm
from campaign.lib.admin.action_pages import organizer
from campaign.lib.admin.form_labels import labeled
from campaign.lib.http import NUMBER, READING
from campaign.lib.recent_proof import ProofNeededError

EXPIRED_FOR = datetime.timedelta(hours=12)
MOST_BYTES = 20_000_000
PARAMETER = "kept_form"
# Set in the session of a user who has saved forms. Other sessions never look for them.
IS_GIVEN_BACK = "kept_forms"
NOT_TYPED = frozenset({"csrfmiddlewaretoken"})
NEVER_KEPT = frozenset(
    {"login", "logout", "invitation", "auth_user_add", "auth_user_password_change"}
)


class LastingSessionMiddleware(SessionMiddleware):
    """Lets the cookie outlive its session, so we know whose form it is when it comes late."""

    def process_response(self, request: Any, response: Any) -> Any:
        response = super().process_response(request, response)
        cookie: Morsel[str] | None = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is None:
            return response
        if cookie["max-age"] == 0 and expired_sessions(request, timezone.now()).exists():
            # A search or a form in another tab came first. The next form still needs the cookie.
            del response.cookies[settings.SESSION_COOKIE_NAME]
        elif cookie["max-age"]:
            seconds = int(cookie["max-age"]) + int(EXPIRED_FOR.total_seconds())
            cookie["max-age"] = seconds
            cookie["expires"] = http_date(timezone.now().timestamp() + seconds)
        return response


class KeptFormMiddleware:
    """Saves a form whose session expired, shows it after the login, and sends its files along."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        kept = vars(request).get("kept_form")
        if kept is not None and response.status_code == 302:
            kept.delete()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Ask for a second factor if the request needs one. The form comes back afterward."""
        if not isinstance(exception, ProofNeededError):
            return None
        match = request.resolver_match
        if request.method == "POST" and match and is_kept_at(match.url_name or ""):
            keep(request, organizer(request).pk)
            request.session[IS_GIVEN_BACK] = True
        return redirect_to_login(request.get_full_path(), reverse("admin:second_factor"))

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        """If a form needs correcting, say that we still have its files."""
        kept = vars(request).get("kept_form")
        names = [file["name"] for file in kept.read()["files"]] if kept else []
        if names and response.status_code != 302:
            sentence = _("We still have %(files)s. You don’t have to choose it again.")
            messages.info(request, sentence % {"files": get_text_list(names, _("and"))})
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or match.app_name != "admin" or not is_kept_at(match.url_name or ""):
            return None
        if not request.user.is_authenticated:
            if request.method == "POST" and (
                user_id := user_of_expired_session(request, timezone.now())
            ):
                keep(request, user_id)
            return None
        if not admin.site.has_permission(request):
            return None
        rows = KeptForm.objects.of(request.user.pk, timezone.now())
        if request.method in READING:
            if not request.session.get(IS_GIVEN_BACK):
                return None
            kept = rows.filter(path=request.get_full_path()).order_by("-pk").first_readable()
            return show(request, kept, view(request, *args, **kwargs)) if kept else None
        key = request.GET.get(PARAMETER, "")
        if request.method != "POST" or not NUMBER.fullmatch(key):
            return None
        kept = rows.filter(pk=int(key)).first_readable()
        if kept is None:
            return None
        if "discard" in request.POST:
            kept.delete()
            return redirect("admin:index")
        for name, files in files_in(kept).items():
            if not request.FILES.getlist(name):
                request.FILES.setlist(name, files)
        vars(request)["kept_form"] = kept
        return None


@receiver(user_logged_in)
def note_kept_forms(request: HttpRequest, user: User, **_others: object) -> None:
    if KeptForm.objects.of(user.pk, timezone.now()).exists():
        request.session[IS_GIVEN_BACK] = True


def is_kept_at(url_name: str) -> bool:
    """Say whether the form of a page may be kept. Forms that take a password or a code may not."""
    return url_name not in NEVER_KEPT and not url_name.startswith(("password_", "second_factor"))


def keep(request: HttpRequest, user_id: int) -> None:
    path = request.get_full_path()
    if len(path) > LONGEST_PATH:
        return
    bytes_left, files, too_large = MOST_BYTES, [], []
    for field, uploads in request.FILES.lists():
        for upload in uploads:
            size = upload.size or 0
            facts = {"field": field, "name": upload.name, "size": size}
            if size > bytes_left:
                too_large.append(facts)
                continue
            bytes_left -= size
            data = base64.b64encode(upload.read()).decode()
            files.append({**facts, "kind": upload.content_type, "data": data})
    fields = [[name, values] for name, values in request.POST.lists() if name not in NOT_TYPED]
    content = json.dumps({"fields": fields, "files": files, "too_large": too_large})
    older = KeptForm.objects.filter(user_id=user_id).order_by("-pk")
    last = older.filter(path=path).first_readable()
    if last is not None and last.content == content:  # The button was pressed twice.
        return
    stale = list(older.values_list("pk", flat=True)[MOST_PER_USER - 1 :])
    KeptForm.objects.filter(pk__in=stale).delete()
    KeptForm.objects.create(user_id=user_id, path=path, content=content)


def expired_sessions(request: HttpRequest, now: datetime.datetime) -> QuerySet[Session]:
    """Return the session of a request if it expired at most 12 hours ago."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    lately = Session.objects.filter(expire_date__lte=now, expire_date__gt=now - EXPIRED_FOR)
    return lately.filter(session_key=key)


def user_of_expired_session(request: HttpRequest, now: datetime.datetime) -> int | None:
    """Return whose session it was if it expired recently and the password is still the same."""
    session = expired_sessions(request, now).first()
    data = session.get_decoded() if session else {}
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = User.objects.filter(pk=data[SESSION_KEY], is_active=True, is_staff=True).first()
    if user is None:
        return None
    is_current = constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    return user.pk if is_current else None


def waits_for_login(request: HttpRequest, now: datetime.datetime) -> bool:
    """Say whether we keep a form for the page that this login leads to."""
    user_id = user_of_expired_session(request, now)
    path = request.GET.get(REDIRECT_FIELD_NAME, "")
    return user_id is not None and KeptForm.objects.of(user_id, now).filter(path=path).exists()


def show(request: HttpRequest, kept: KeptForm, page: HttpResponseBase) -> HttpResponse:
    content = kept.read()
    address, _mark, query = kept.path.partition("?")
    parameters = QueryDict(query, mutable=True)
    parameters[PARAMETER] = str(kept.pk)
    context = getattr(page, "context_data", None) or {}
    shown = {
        **admin.site.each_context(request),
        "title": _("We saved your form"),
        "subtitle": context.get("title"),
        "address": f"{address}?{parameters.urlencode()}",
        "fields": [(name, value) for name, values in content["fields"] for value in values],
        "typed": list(labeled(content["fields"], context)),
        "files": content["files"],
        "too_large": content["too_large"],
    }
    response = render(request, "admin/kept_form.html", shown)
    response.headers["Cache-Control"] = "no-store"
    return response


def files_in(kept: KeptForm) -> dict[str, list[UploadedFile[Any]]]:
    found: dict[str, list[UploadedFile[Any]]] = {}
    for file in kept.read()["files"]:
        upload = SimpleUploadedFile(file["name"], base64.b64decode(file["data"]), file["kind"])
        found.setdefault(file["field"], []).append(upload)
    return found
