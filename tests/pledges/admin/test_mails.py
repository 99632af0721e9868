import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from pledges.mail import sending
from pledges.models import Mail
from pledges.tasks.mails import send_soon
from tests.pledges.admin.pages import list_of, page, said_by
from tests.pledges.people import a_petition, a_signature

LIST = list_of("mail")
# session, user, what every page of the admin asks (3), count, mails
LIST_QUERIES = 7

pytestmark = pytest.mark.django_db


def a_dead_mail(**values: object) -> Mail:
    row = a_signature(a_petition(title="Files"), state="pending")
    dead = {"kind": "confirm", "failed_at": timezone.now(), **values}
    return Mail.objects.create(supporter=row.supporter, signature=row, **dead)


class TestDeadLetters:
    def test_are_listed_without_names(self, admin_client):
        dead = a_dead_mail()
        a_dead_mail(sent_at=timezone.now())
        a_dead_mail(dropped_at=timezone.now())
        a_dead_mail(failed_at=None)
        response = admin_client.get(LIST)
        assert list(response.context["cl"].result_list) == [dead]
        assert "Files" in response.text
        assert page("change", dead.supporter) in response.text
        assert "Ines" not in response.text

    @pytest.mark.parametrize("count", [1, 50])
    def test_are_asked_for_at_once(self, admin_client, django_assert_num_queries, count):
        for _number in range(count):
            a_dead_mail()
        with django_assert_num_queries(LIST_QUERIES):
            admin_client.get(LIST)

    def test_are_sent_again(self, admin_client):
        chosen, other = a_dead_mail(), a_dead_mail()
        send_soon([chosen.pk])
        posted = {"action": "send_chosen_again", "_selected_action": [chosen.pk]}
        response = admin_client.post(LIST, posted, follow=True)
        assert said_by(response) == ["1 mail is sent again."]
        chosen.refresh_from_db()
        assert chosen.failed_at is None
        jobs = ProcrastinateJob.objects.filter(task_name="send_mail", status="todo")
        assert {job.args["mail_id"] for job in jobs} == {chosen.pk}
        assert sending.give_up_overdue(now=timezone.now()) == 0
        other.refresh_from_db()
        assert other.failed_at is not None
