"""The admin site. Organizers log in with a password and a second factor."""

from http import HTTPStatus
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from campaign.lib.http import NUMBER


class OrganizersSite(AdminSite):
    """Django's admin, with a second login step and pages about your own account.

    Views are imported late, because Django creates the admin site before it loads models.
    """

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from django.views.i18n import JavaScriptCatalog

        from campaign.accounts import invitations, passwords, trial_email
        from campaign.accounts.guide import show_guide
        from campaign.accounts.notice_choices import choose_notices
        from campaign.accounts.second_factor import passkeys, views

        own = [
            path("second-factor/", views.check, name="second_factor"),
            path("second-factor/set-up/", views.set_up, name="second_factor_set_up"),
            path("second-factor/codes/", views.codes, name="second_factor_codes"),
            path(
                "second-factor/passkey/remove/",
                views.remove_passkey,
                name="second_factor_passkey_remove",
            ),
            path(
                "second-factor/words.js",
                JavaScriptCatalog.as_view(packages=["django_otp_webauthn"]),
                name="second_factor_words",
            ),
            *(
                path(
                    f"second-factor/passkey/{view.__name__.lower()}/",
                    view.as_view(),
                    name=f"second_factor_passkey_{view.__name__.lower()}",
                )
                for view in (passkeys.Offer, passkeys.Add, passkeys.Ask, passkeys.Check)
            ),
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                self.admin_view(self.view_on_site),
                name="view_on_site",
            ),
            path("guide/", self.admin_view(show_guide), name="guide"),
            path("notices/", self.admin_view(choose_notices), name="notices"),
            path("test-email/", self.admin_view(trial_email.send), name="trial_email"),
            path("password-reset/", passwords.ask, name="password_reset"),
            path(
                "password-reset/<str:key>/<str:token>/",
                passwords.choose,
                name="password_reset_confirm",
            ),
            path("invitation/<str:token>/", invitations.accepting, name="invitation"),
        ]
        return [*own, *super().get_urls()]

    index_title = gettext_lazy("What needs you")
    # What Django and Procrastinate call their own apps says nothing to organizers.
    app_names = {
        "auth": gettext_lazy("Organizers"),
        "procrastinate": gettext_lazy("Background jobs"),
    }

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the lists that an organizer may see. The front page asks for them twice."""
        known: dict[str | None, list[Any]] = vars(request).setdefault("app_lists", {})
        if app_label not in known:
            known[app_label] = super().get_app_list(request, app_label)
            for app in known[app_label]:
                app["name"] = self.app_names.get(app["app_label"], app["name"])
        return known[app_label]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the accounts whose work this organizer can't verify. Pages that ask pay for it."""
        from campaign.accounts.models.second_person import tied_accounts

        tied = SimpleLazyObject(lambda: tied_accounts(cast(Any, request.user)))
        return {**super().each_context(request), "tied_accounts": tied}

    def view_on_site(
        self, request: HttpRequest, content_type_id: str, object_id: str
    ) -> HttpResponse:
        """Lead to the public page of a row. Of a draft, its address alone says something."""
        from django.contrib.contenttypes.models import ContentType
        from django.contrib.contenttypes.views import shortcut

        key = content_type_id if NUMBER.fullmatch(content_type_id) else 0
        kind = ContentType.objects.filter(pk=key).first()
        rows = self._registry.get(cast(Any, kind.model_class())) if kind else None
        if rows is None or not rows.has_view_permission(request):
            raise Http404
        return shortcut(request, content_type_id, object_id)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Change one's own password, and keep in the audit log that it was changed."""
        from campaign.lib import audit
        from campaign.lib.admin.action_pages import organizer

        user = organizer(request)
        with transaction.atomic():
            response = super().password_change(request, extra_context)
            if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
                audit.record(audit.Event.PASSWORD_CHANGED, by=user, about=user)
        return response

    @method_decorator(never_cache)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for the password. The second step logs in."""
        from campaign.accounts.second_factor.views import PasswordStep

        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return cast(HttpResponse, PasswordStep.as_view(extra_context=context)(request))
