"""Writing, previewing, publishing and withdrawing articles."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.content.admin.article_forms import (
    PUBLISH,
    ArticleForm,
    RelatedRowForm,
    SourceFormSet,
    WithdrawalForm,
    refuse_while_linked,
)
from campaign.content.admin.content import ContentAdmin
from campaign.content.models import Article, ArticleSource, RelatedArticle
from campaign.content.prose import reading
from campaign.content.text_checks import errors_in_article
from campaign.lib.admin.action_pages import ActionPage, page_of, row_or_404
from campaign.lib.admin.audited_publishing import AuditedPublishing
from campaign.lib.admin.badges import badge
from campaign.lib.admin.lists import ChoiceFilter, FoldedSearchAdmin
from campaign.lib.admin.optimistic_formsets import OptimisticInline
from campaign.lib.admin.save_and_preview import SaveAndPreview
from campaign.lib.audit import Event
from campaign.lib.http import READING

TEXT_WIDGETS = {
    "summary": AdminTextareaWidget(attrs={"rows": 3}),
    "body": AdminTextareaWidget(attrs={"rows": 30}),
}


class StateFilter(ChoiceFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    narrowed = {
        "draft": (gettext_lazy("drafts"), lambda rows: rows.drafts()),
        "scheduled": (gettext_lazy("scheduled"), lambda rows: rows.scheduled(timezone.now())),
        "published": (gettext_lazy("published"), lambda rows: rows.published(timezone.now())),
    }


class SourceRows(OptimisticInline):
    model = ArticleSource
    formset = SourceFormSet
    fields = ["position", "title", "publisher", "url", "read_on"]
    extra = 2


class RelatedRows(OptimisticInline):
    model = RelatedArticle
    fk_name = "article"
    form = RelatedRowForm
    fields = ["position", "leads_to"]
    autocomplete_fields = ["leads_to"]
    extra = 1

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("leads_to")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Leave out the icons that open other forms in windows of their own."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        field.widget = getattr(field.widget, "widget", field.widget)
        return field


@admin.register(Article)
class ArticleAdmin(AuditedPublishing, SaveAndPreview, FoldedSearchAdmin, ContentAdmin):
    """Drafts can be deleted. Articles that were public are withdrawn, and their page says so."""

    form = ArticleForm
    change_form_template = "admin/campaign/article/change_form.html"
    list_display = ["title", "state", "published_at", "author"]
    list_filter = [StateFilter]
    search_fields = ["title", "slug", "body"]
    search_help_text = gettext_lazy("Search the title, web address or text.")
    inlines = [SourceRows, RelatedRows]
    fieldsets = [
        (None, {"fields": ["title", "slug", "hashtag", "summary", "body"]}),
        (gettext_lazy("Author and picture"), {"fields": ["author", "lead_picture"]}),
        (gettext_lazy("Dates"), {"fields": ["published_at", "updated_on"]}),
        (gettext_lazy("Comments"), {"fields": ["comments_open", "comments_close_after_days"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("<int:article_id>/preview/", preview, "preview", methods=READING),
            self.action("withdraw", withdraw),
            self.action("put-back", put_back),
            *super().get_urls(),
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        return super().get_form(request, obj, change, widgets=TEXT_WIDGETS, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Show sources from the start, so writers see them."""
        return list(self.inlines)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["slug", "published_at"] if obj and obj.is_released(timezone.now()) else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_delete = super().has_delete_permission(request, obj)
        return may_delete and obj is not None and obj.published_at is None

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        is_public = obj is not None and obj.is_published(timezone.now())
        return obj.get_absolute_url() if is_public else None

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        obj: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        is_released = obj is not None and obj.is_released(timezone.now())
        context |= {"is_released": is_released, "publish": PUBLISH}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def lead_on(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        if PUBLISH in request.POST:
            messages.success(request, _("“%(title)s” is public.") % {"title": obj})
            return redirect(page_of(obj))
        return super().lead_on(request, obj)

    @admin.display(description=gettext_lazy("state"))
    def state(self, article: Article) -> Any:
        if article.is_withdrawn:
            return badge("retracted", _("withdrawn"))
        if article.published_at is None:
            return badge("waiting", _("draft"))
        if article.is_released(timezone.now()):
            return badge("published", _("published"))
        return badge("pending", _("scheduled"))


def preview(articles: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """Show the article as the public sees it or will see it, and what's wrong with its links."""
    article: Article = row_or_404(articles, request, article_id, to_change=False)
    at = max(timezone.now(), article.published_at or timezone.now())
    context = {
        **reading(article, at, request),
        "is_preview": True,
        "problems": [error.message for error in errors_in_article(article, at=at)],
    }
    return TemplateResponse(request, "campaign/news/article.html", context)


def withdraw(request: HttpRequest, article: Article) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        now = timezone.now()
        row = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if not row.is_published(now):
            raise forms.ValidationError(_("This article isn’t public."), code="not_public")
        refuse_while_linked(row, until=None, now=now)
        row.withdraw(reason=cleaned["reason"], now=now)
        return _("Withdrawn. Its page now says why."), page_of(row)

    return ActionPage(
        title=_("Withdraw"),
        button=_("Withdraw"),
        do=do,
        explanation=_(
            "We’ll take down the article and its comments. People who follow a link to it will "
            "see the date and your reason."
        ),
        form_class=WithdrawalForm,
        event=Event.RETRACTED,
    )


def put_back(request: HttpRequest, article: Article) -> ActionPage:
    """Show a withdrawn article again if all its links still work."""

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        row = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if not row.is_withdrawn:
            raise forms.ValidationError(_("This article isn’t withdrawn."), code="not_withdrawn")
        if found := errors_in_article(row, at=timezone.now()):
            raise forms.ValidationError(found)
        row.put_back()
        return _("The article is public again."), page_of(row)

    return ActionPage(
        title=_("Restore"),
        button=_("Restore"),
        do=do,
        explanation=_("We’ll put the article and its comments back at the same web address."),
        event=Event.PUBLISHED,
    )
