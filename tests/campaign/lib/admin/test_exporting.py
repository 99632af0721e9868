import datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from campaign.lib.admin import exporting
from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from tests.factories import CommentFactory, OutreachFactory, run

pytestmark = pytest.mark.django_db
OUTREACH = "/admin/candidates/outreach/export/"


def lines(client: Client, path: str, **query: str) -> list[str]:
    response = client.get(path, query)
    assert response.status_code == 200
    return response.getvalue().decode().removeprefix("\ufeff").splitlines()


class TestExport:
    def test_has_the_rows_of_all_pages_of_the_list_in_its_order(self, admin_client):
        days = [datetime.date(2026, 3, day) for day in range(1, 4)]
        ada, other = run("Ada Quartz"), run("Bo Flint")
        for day in days:
            OutreachFactory.create(candidacy=ada, channel="phone", done_on=day)
        OutreachFactory.create(candidacy=other, channel="email", done_on=days[0])
        header, *rows = lines(admin_client, OUTREACH, q="Quartz", channel__exact="phone", o="2")
        assert header.startswith("outreach_id,candidacy_id,fec_id,candidacy,channel,done_on,")
        column = header.split(",").index("done_on") - len(header.split(","))
        assert [row.split(",")[column] for row in rows] == list(map(str, days))
        assert all(row.split(",")[1] == str(ada.pk) for row in rows)
        assert len(lines(admin_client, OUTREACH)) == 5

    def test_is_offered_on_the_list_with_its_filters(self, admin_client):
        CommentFactory.create()
        path = reverse("admin:campaign_comment_changelist")
        page = admin_client.get(path, {"state": "all", "p": "1"}).text
        assert 'href="/admin/campaign/comment/export/?as=xlsx&amp;state=all"' in page
        assert "comment/export/" not in admin_client.get(path, {"_popup": "1"}).text

    def test_is_a_workbook_with_real_dates_on_request(self, admin_client):
        day = datetime.date(2026, 3, 14)
        OutreachFactory.create(candidacy=run(), done_on=day)
        response = admin_client.get(OUTREACH, {"as": "xlsx"})
        assert "outreach-" in response.headers["Content-Disposition"]
        book = CalamineWorkbook.from_filelike(BytesIO(response.getvalue()))
        assert book.get_sheet_by_index(0).to_python()[1][5] == day

    def test_refuses_a_list_that_is_too_long_and_leads_back_to_it(self, admin_client, monkeypatch):
        monkeypatch.setattr(exporting, "MOST_ROWS", 1)
        OutreachFactory.create_batch(2, candidacy=run(), channel="email")
        response = admin_client.get(OUTREACH, {"channel__exact": "email"})
        assert (response.status_code, response.url) == (302, "../?channel__exact=email")
        response = admin_client.get(OUTREACH.removesuffix("export/"))
        assert "Filter it, then export it." in response.text

    def test_leads_back_from_an_address_that_makes_no_sense(self, admin_client):
        response = admin_client.get(OUTREACH, {"done_on__regex": "("})
        assert (response.status_code, response.url) == (302, "../?e=1")

    def test_is_kept_in_the_audit_log(self, admin_client):
        lines(admin_client, OUTREACH)
        event = AuditEvent.objects.get(event=Event.LIST_EXPORTED)
        assert str(event.account) == admin_client.session["_auth_user_id"]
        assert event.details["kind"] == "candidates.outreach"
        assert "outcome" in event.details["columns"]

    def test_takes_as_many_queries_for_one_row_as_for_many(
        self, admin_client, django_assert_max_num_queries
    ):
        for count in (1, 5):
            for _each in range(count):
                OutreachFactory.create(candidacy=run())
            with django_assert_max_num_queries(10):
                lines(admin_client, OUTREACH)
