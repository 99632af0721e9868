import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from campaign.content.models import Comment
from tests.campaign.content.admin.comments import (
    BY_ADDRESS,
    LIST,
    REMOVE,
    act_on,
    page,
    said_by,
    states,
)
from tests.factories import CommentFactory, OrganizerFactory

LIST_QUERIES = 7  # session, user, what every page of the admin asks (3), count, comments

pytestmark = pytest.mark.django_db


def listed(client: Client, **query: str) -> list[Comment]:
    return list(client.get(LIST, query).context["cl"].result_list)


class TestQueue:
    def test_begins_with_what_waits(self, admin_client):
        rows = {state: CommentFactory.create(state=state) for state in ("waiting", "spam")}
        rows["held"] = CommentFactory.create(quarantine="honeypot")
        assert listed(admin_client) == [rows["waiting"]]
        assert listed(admin_client, state="held") == [rows["held"]]
        assert listed(admin_client, state="spam") == [rows["spam"]]
        assert set(listed(admin_client, state="all")) == set(rows.values())

    def test_finds_articles_and_nothing_that_a_reader_wrote(self, admin_client):
        comment = CommentFactory.create(text="I sleep there.", article__title="The beds")
        for words in ("beds", "THE-BEDS!", "béds the"):
            assert listed(admin_client, q=words) == [comment]
        for words in ("Fern", "sleep", "example.org"):
            assert listed(admin_client, q=words) == []
        assert "Search by words in the article’s title." in admin_client.get(LIST).text

    def test_shows_no_address(self, admin_client):
        CommentFactory.create()
        assert "fern@" not in admin_client.get(LIST).text

    @pytest.mark.parametrize("count", [1, 50])
    def test_asks_as_often_for_one_as_for_fifty(
        self, admin_client, django_assert_num_queries, count
    ):
        for _number in range(count):
            CommentFactory.create()
        with django_assert_num_queries(LIST_QUERIES):
            admin_client.get(LIST)

    def test_takes_no_comment_from_an_organizer(self, admin_client):
        assert admin_client.get(reverse("admin:campaign_comment_add")).status_code == 403


class TestActions:
    @pytest.mark.parametrize(
        ("action", "state"),
        [("approve", "approved"), ("reject", "rejected"), ("mark_as_spam", "spam")],
    )
    def test_decide_many_and_count_them(self, admin_client, admin_user, action, state):
        rows = [CommentFactory.create(), CommentFactory.create(quarantine="limit")]
        response = act_on(admin_client, action, *rows)
        assert said_by(response) == [f"2 comments: {state}."]
        assert states() == [state, state]
        assert {row.decided_by for row in Comment.objects.all()} == {admin_user}

    def test_leave_what_another_moderator_decided(self, admin_client):
        rows = [CommentFactory.create(), CommentFactory.create(state="spam")]
        assert said_by(act_on(admin_client, "approve", *rows)) == [
            "1 comment: approved.",
        ]
        assert states() == ["approved", "spam"]

    def test_are_logged_without_a_word_of_the_reader(self, admin_client):
        comment = CommentFactory.create(article__title="Beds")
        act_on(admin_client, "approve", comment)
        admin_client.post(page("decide", comment), {"decision": "spam", "seen": "approved"})
        admin_client.post(REMOVE, {"comment": comment.pk})
        assert LogEntry.objects.count() == 3
        for entry in LogEntry.objects.all():
            assert entry.object_repr == f"Beds: {comment.pk}"
            for word in ("Fern", "fern@", "times"):
                assert word not in entry.change_message

    def test_are_for_people_who_may_change_comments(self, client):
        reader = OrganizerFactory.create()
        reader.user_permissions.add(Permission.objects.get(codename="view_comment"))
        client.force_login(reader)
        comment = CommentFactory.create()
        act_on(client, "approve", comment)
        shown = client.get(page("change", comment))
        assert "Approve" not in shown.text
        for address in (page("decide", comment), page("reply", comment), BY_ADDRESS, REMOVE):
            assert client.post(address, {"comment": comment.pk}).status_code == 403
        assert states() == ["waiting"]
