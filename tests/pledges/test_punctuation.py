from __future__ import annotations

import pytest
from django.utils import timezone

from tests.pledges.emails import mailed_link
from tests.pledges.people import a_supporter

pytestmark = pytest.mark.django_db


class TestPunctuation:
    @pytest.mark.parametrize(
        "after",
        [
            ".",
            ">",
            ")",
            ",",
            "%3E",
            "/.",
            "/>",
            "/)",
            "/,",
            "/%3E",
            "/%253E",
            "/&gt;",
            "_",
            "/”",
            "//",
        ],
    )
    def test_after_a_mailed_link_is_forgiven(self, owner, link, mailoutbox, after):
        me = mailed_link("me", mailoutbox)
        for path in (link, me):
            assert owner.get(path.rstrip("/") + after, follow=True).status_code == 200

    def test_does_not_make_another_token_valid(self, owner, link):
        for path in (f"{link[:-2]}./", f"{link[:-1]}a/", f"{link}a", f"{link}me/"):
            assert owner.get(path).status_code == 404

    def test_is_forgiven_where_a_mail_program_unsubscribes(self, owner):
        from pledges.mail import links

        supporter = a_supporter(agreed_at=timezone.now())
        url = links.stored_url(links.unsubscribe_link(supporter, now=timezone.now())).removeprefix(
            "http://127.0.0.1:8000"
        )
        assert owner.post(f"{url}>", {"List-Unsubscribe": "One-Click"}).status_code == 200
        supporter.refresh_from_db()
        assert supporter.agreed_at is None
