"""The mail of a trial, which never leaves the machine: `make run` alone has these pages."""

from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from campaign.lib.email_files import WrittenEmail, email_files, read_email
from campaign.lib.http import View, public_page
from campaign.lib.paging import page_or_404


def private(view: View) -> View:
    """Keep what `view` answers out of caches and search engines: its links are somebody's own."""

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


@private
@public_page
def mailbox(request: HttpRequest) -> HttpResponse:
    page = page_or_404(request, email_files())
    context = {
        "columns": [{"label": _("Subject")}, {"label": _("To")}, {"label": _("Written")}],
        "emails": [read_email(path) for path in page],
        "page": page,
    }
    return render(request, "campaign/mailbox/list.html", context)


@private
@public_page
def mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "campaign/mailbox/mail.html", {"mail": mail_or_404(name)})


@private
@public_page
def mail_as_html(request: HttpRequest, name: str) -> HttpResponse:
    """Answer the HTML of an email as it is; our policy draws it without styles and scripts."""
    html = mail_or_404(name).html
    if not html:
        raise Http404
    return HttpResponse(html)


def mail_or_404(name: str) -> WrittenEmail:
    """Return the mail in the file `name`, which is compared with those that are there."""
    for path in email_files():
        if path.name == name:
            return read_email(path)
    raise Http404
