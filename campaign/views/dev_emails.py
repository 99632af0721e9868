"""A trial's email, which never leaves the machine. Only `make run` has these pages."""

from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from campaign.lib.email_files import WrittenEmail, email_files, read_email
from campaign.lib.http import View, public_page
from campaign.lib.paging import page_or_404


def private(view: View) -> View:
    """Keep the pages of `view` out of caches and search engines: their links are private."""

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
    """Show the HTML of an email as it is. Our policy blocks its styles and scripts."""
    html = mail_or_404(name).html
    if not html:
        raise Http404
    return HttpResponse(html)


def mail_or_404(name: str) -> WrittenEmail:
    """Return the email in the file `name`, if there is one."""
    for path in email_files():
        if path.name == name:
            return read_email(path)
    raise Http404
