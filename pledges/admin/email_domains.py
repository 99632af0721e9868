"""Email domains: how a provider names a mailbox, and whose sign-ups are held for review."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.optimistic_admin import OptimisticAdmin, OptimisticAdminForm
from campaign.lib.email_addresses import trimmed
from pledges.mail.addresses import domain_of
from pledges.models import BlockedDomain, DomainRule
from pledges.tasks import note_keys_under_rule

DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})+")


def domain_typed(typed: str) -> str:
    """Return a domain as we store it; raises ValidationError if it isn't one."""
    domain = domain_of(trimmed(typed))
    if typed and not DOMAIN.fullmatch(domain):
        raise forms.ValidationError(
            _("Enter the part after the @, such as gmail.com."), code="no_domain"
        )
    return domain


class DomainForm(OptimisticAdminForm):
    def clean_domain(self) -> str:
        return domain_typed(self.cleaned_data["domain"])


class RuleForm(DomainForm):
    def clean_alias_of(self) -> str:
        return domain_typed(self.cleaned_data["alias_of"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        alias_of = cleaned.get("alias_of")
        if alias_of and alias_of == cleaned.get("domain"):
            self.add_error(
                "alias_of",
                forms.ValidationError(
                    _("Enter a different domain. This one is the same as above."), code="itself"
                ),
            )
        return cleaned


class DomainAdmin(OptimisticAdmin):
    """Its rows can be deleted: nothing public depends on them."""

    search_fields = ["domain"]
    search_help_text = _("Search by part of the domain.")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(DomainRule)
class DomainRuleAdmin(DomainAdmin):
    """A rule applies to later sign-ups, everywhere within a minute."""

    form = RuleForm
    list_display = ["domain", "alias_of", "tag_separator", "ignores_dots"]
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "A rule takes effect within a minute, for new sign-ups only. People who "
                    "already signed twice stay as two supporters. Bounces and unsubscribes "
                    "from before still apply."
                ),
                "fields": ["domain", "alias_of", "tag_separator", "ignores_dots"],
            },
        )
    ]

    def save_model(
        self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        note_keys_under_rule.defer(rule_id=obj.pk)


@admin.register(BlockedDomain)
class BlockedDomainAdmin(DomainAdmin):
    """Later sign-ups from these domains are held for review; visitors can't tell."""

    form = DomainForm
    list_display = ["domain", "reason", "since"]
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "From now on, we’ll hold sign-ups from this domain for review. We won’t "
                    "count or email those people, and they’ll see the same page as everyone else. "
                    "Earlier signatures stay. To remove those, use an invalidation."
                ),
                "fields": ["domain", "reason"],
            },
        )
    ]
