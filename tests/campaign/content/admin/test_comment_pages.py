import pytest
from django.test import Client

from campaign.content.models import Comment, Profile
from tests.campaign.content.admin.comments import (
    BY_ADDRESS,
    LIST,
    REMOVE,
    act_on,
    page,
    said_by,
    states,
)
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db


class TestRemoval:
    def test_asks_first(self, admin_client):
        rows = [CommentFactory.create(), CommentFactory.create()]
        asked = act_on(admin_client, "remove_for_good", *rows)
        assert "You can’t undo this." in asked.text
        assert asked.text.count('name="comment"') == 2
        assert states() == ["waiting", "waiting"]

    def test_erases_what_stays_checked(self, admin_client):
        first, second = CommentFactory.create(), CommentFactory.create()
        full_width = "".join(chr(0xFEE0 + ord(digit)) for digit in str(second.pk))
        chosen = [first.pk, "x", full_width, "9" * 5000, "9" * 19]
        response = admin_client.post(REMOVE, {"comment": chosen}, follow=True)
        assert said_by(response) == [
            "Removed 1 comment and erased its name, email address and text."
        ]
        assert states() == ["removed", "waiting"]

    def test_counts_only_what_was_still_there(self, admin_client):
        comment = CommentFactory.create()
        admin_client.post(REMOVE, {"comment": comment.pk})
        again = admin_client.post(REMOVE, {"comment": comment.pk}, follow=True)
        assert said_by(again)[-1].startswith("Removed 0 comments")
        assert (
            "These comments are already removed."
            in act_on(admin_client, "remove_for_good", comment).text
        )

    def test_on_request_finds_what_one_address_wrote(self, admin_client):
        assert BY_ADDRESS in admin_client.get(LIST).text
        CommentFactory.create(text="Mine.")
        CommentFactory.create(text="Theirs.", email="fern@example.org.example")
        found = admin_client.post(BY_ADDRESS, {"email": "Fern@example.org"})
        assert "1 comment from this address" in found.text
        assert "Mine." in found.text
        assert "Theirs." not in found.text
        assert found.context["comments"] == [Comment.objects.get(text="Mine.")]

    def test_on_request_says_what_it_cannot_find(self, admin_client):
        nothing = admin_client.post(BY_ADDRESS, {"email": "nobody@example.org"})
        assert "We don’t have any comments from this address." in nothing.text
        assert admin_client.post(BY_ADDRESS, {"email": "fern"}).status_code == 422


class TestPage:
    def test_shows_everything_and_offers_what_may_be_decided(self, admin_client):
        comment = CommentFactory.create(text="One.\n<b>Two.", quarantine="honeypot")
        shown = admin_client.get(page("change", comment)).text
        for words in ("One.<br>&lt;b&gt;Two.", "fern@example.org", "filled the honeypot"):
            assert words in shown
        for decision in ("approved", "rejected", "spam"):
            assert f'name="decision" value="{decision}"' in shown

    def test_says_that_an_address_cannot_be_read(self, admin_client, other_keys):
        comment = CommentFactory.create(text="Mine.")
        other_keys()
        shown = admin_client.get(page("change", comment))
        assert shown.status_code == 200
        assert "can’t be read with the current keys" in shown.text
        assert "Mine." in admin_client.get(LIST).text
        assert "Mine." in act_on(admin_client, "remove_for_good", comment).text
        found = admin_client.post(BY_ADDRESS, {"email": "fern@example.org"})
        assert "We can’t read 1 address with the current keys" in found.text
        admin_client.post(page("decide", comment), {"decision": "approved", "seen": "waiting"})
        assert states() == ["approved"]
        assert "Mine." in Client().get(comment.article.get_absolute_url()).text

    def test_offers_only_removal_once_an_organizer_replied(self, admin_client):
        comment = CommentFactory.create()
        admin_client.post(page("reply", comment), {"name": "Ours", "text": "On Thursday."})
        shown = admin_client.get(page("change", comment)).text
        assert 'name="decision"' not in shown
        assert "An organizer replied to this comment" in shown
        assert "remove_for_good" in shown
        assert "1 row is left out" in act_on(admin_client, "mark_as_spam", comment).text
        assert states() == ["approved", "approved"]

    def test_decides_and_leads_back_to_the_queue(self, admin_client):
        comment = CommentFactory.create()
        posted = {"decision": "approved", "seen": "waiting"}
        response = admin_client.post(page("decide", comment), posted)
        assert response.headers["Location"] == LIST
        assert states() == ["approved"]

    @pytest.mark.parametrize(
        ("posted", "sentence"),
        [
            ({"decision": "approved", "seen": "waiting"}, "Someone else just decided"),
            ({"decision": "maybe", "seen": "spam"}, "Choose a button"),
            ({}, "Choose a button"),
        ],
    )
    def test_refuses_what_it_did_not_offer(self, admin_client, posted, sentence):
        comment = CommentFactory.create(state="spam")
        response = admin_client.post(page("decide", comment), posted, follow=True)
        assert sentence in said_by(response)[0]
        assert states() == ["spam"]

    def test_of_a_removed_comment_offers_nothing(self, admin_client):
        comment = CommentFactory.create(state="removed", name="", text="", email=None)
        shown = admin_client.get(page("change", comment)).text
        assert 'name="decision"' not in shown
        assert "Reply as an organizer" not in shown
        assert "remove_for_good" not in shown


class TestReply:
    def test_is_signed_with_the_campaigns_name_and_public_at_once(self, admin_client):
        Profile.objects.create(name="Ours", ask="Asked.")
        comment = CommentFactory.create()
        form = admin_client.get(page("change", comment)).context["reply_form"]
        assert form["name"].value() == "Ours"
        admin_client.post(page("reply", comment), {"name": "Ours", "text": "On Thursday."})
        shown = Client().get(comment.article.get_absolute_url()).text
        assert "On Thursday." in shown
        assert '<span class="tag tag--orange">Organizer</span>' in shown
        assert "On Thursday." in admin_client.get(page("change", comment)).text

    @pytest.mark.parametrize(
        "posted", [{"name": "Ours", "text": ""}, {"name": "=1", "text": "KEPT"}]
    )
    def test_with_a_mistake_is_shown_again(self, admin_client, posted):
        refused = admin_client.post(page("reply", CommentFactory.create()), posted)
        assert refused.status_code == 422
        assert (posted["text"] or posted["name"]) in refused.text
        assert states() == ["waiting"]

    def test_is_given_once(self, admin_client):
        comment = CommentFactory.create()
        posted = {"name": "Ours", "text": "On Thursday."}
        assert admin_client.post(page("reply", comment), posted).status_code == 302
        assert admin_client.post(page("reply", comment), posted).status_code == 422

    def test_takes_no_reply_itself(self, admin_client):
        comment = CommentFactory.create()
        admin_client.post(page("reply", comment), {"name": "Ours", "text": "On Thursday."})
        reply = Comment.objects.get(in_reply_to=comment)
        assert admin_client.get(page("change", reply)).context["reply_form"] is None
        again = admin_client.post(page("reply", reply), {"name": "Ours", "text": "Again."})
        assert again.status_code == 422
