import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign.lib import outbox
from campaign.lib.outbox import lane_health
from campaign.lib.outbox.lane_health import LANE_PAUSED
from campaign.lib.outbox.models import Lane, LaneState, Message
from tests.bulk_actions import act, ask

pytestmark = pytest.mark.django_db
NOW = timezone.now()
FAILED = reverse("admin:outbox_message_changelist")
LANES = reverse("admin:outbox_lanestate_changelist")
# session, user, what every page of the admin asks (3), count, emails
LIST_QUERIES = 7


def failed(count: int) -> list[Message]:
    outbox.queue("note", range(count), now=NOW)
    Message.objects.update(
        outcome="failed", finished_at=NOW, reply_code="550 5.7.1", tries=32, due_at=NOW
    )
    return list(Message.objects.order_by("pk"))


def organizer(*permissions: str) -> Client:
    user = User.objects.create_user("organizer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def paused_lane() -> LaneState:
    outbox.register(LANE_PAUSED)
    lane_health.pause(Lane.BULK, reply_code="550 5.7.1", now=NOW)
    return LaneState.objects.get(lane=Lane.BULK)


class TestFailedEmails:
    def test_are_listed_with_the_reply_of_the_server(self, admin_client: Client) -> None:
        failed(1)
        outbox.queue("note", [2], now=NOW)
        response = admin_client.get(FAILED)
        assert [each.object_id for each in response.context["cl"].result_list] == [0]
        assert "550 5.7.1" in response.text

    @pytest.mark.parametrize("count", [1, 50])
    def test_are_asked_for_at_once(
        self, admin_client: Client, django_assert_num_queries, count: int
    ) -> None:
        failed(count)
        with django_assert_num_queries(LIST_QUERIES):
            admin_client.get(FAILED)

    def test_are_sent_again_as_if_they_were_new(self, admin_client: Client) -> None:
        chosen, other = failed(2)
        assert "You can’t undo this" in ask(admin_client, FAILED, "send_again", chosen).text
        response = act(admin_client, FAILED, "send_again", chosen)
        assert "We’ll send 1 email again." in response.text
        chosen.refresh_from_db()
        assert (chosen.outcome, chosen.tries, chosen.finished_at) == ("", 0, None)
        other.refresh_from_db()
        assert other.outcome == "failed"

    def test_are_sent_again_by_those_who_may_only(self) -> None:
        [message] = failed(1)
        viewer = organizer("view_message")
        assert viewer.get(FAILED).status_code == 200
        act(viewer, FAILED, "send_again", message)
        assert Message.objects.get().outcome == "failed"

    def test_are_shown_to_those_who_may_only(self) -> None:
        assert organizer().get(FAILED).status_code == 403


class TestLanes:
    def test_say_how_they_are_doing(self, admin_client: Client) -> None:
        paused_lane()
        lane_health.note_trouble(Lane.REPLY, now=NOW)
        outbox.queue("leaflet", range(3), now=NOW)
        page = admin_client.get(LANES).text
        assert "Paused since" in page
        assert "last refusal: 550 5.7.1" in page
        assert "Waiting for the mail server since" in page
        assert "<td>3</td>" in page
        assert page.count("Resume sending bulk email") == 1

    def test_are_resumed(self, admin_client: Client) -> None:
        paused_lane()
        response = admin_client.post(LANES, {"lane": "bulk"}, follow=True)
        assert "We’re sending these emails again." in response.text
        assert "Running" in response.text
        assert LaneState.objects.get(lane=Lane.BULK).paused_at is None

    def test_are_resumed_by_those_who_may_only(self) -> None:
        paused_lane()
        viewer = organizer("view_lanestate")
        assert "Resume" not in viewer.get(LANES).text.partition("Queue</th>")[2]
        assert viewer.post(LANES, {"lane": "bulk"}).status_code == 403
        assert LaneState.objects.get(lane=Lane.BULK).paused_at

    def test_are_shown_to_those_who_may_only(self) -> None:
        assert organizer().get(LANES).status_code == 403
