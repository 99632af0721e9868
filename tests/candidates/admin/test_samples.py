import pytest
from django.utils import timezone

from candidates import ledger
from candidates.models import SampleVerdict
from tests.factories import OrganizerFactory, publish_answer, run

pytestmark = pytest.mark.django_db


class TestCheck:
    def test_leads_from_answer_to_answer_and_then_publishes_the_result(self, client):
        for _number in range(2):
            publish_answer(run())
        sample = ledger.samples.draw("lottery", now=timezone.now())
        address = f"/admin/candidates/auditsample/{sample.pk}/check/"
        for person in OrganizerFactory.create_batch(2, is_superuser=True):
            client.force_login(person)
            for left in (2, 1):
                page = client.get(address)
                assert f"{left} answer" in page.text
                sampled = page.context["sampled"].pk
                values = {"sampled": sampled, "is_right": "no", "note": "The day"}
                refused = client.post(address, {**values, "note": ""})
                assert (refused.status_code, "Say what’s wrong." in refused.text) == (422, True)
                assert client.post(address, values).status_code == 302
            assert client.get(address).status_code == 302
        assert SampleVerdict.objects.count() == 4
        public = " ".join(client.get("/corrections/").text.split())
        assert "we drew 2 of 2 published answers at random" in public
        assert "2 were wrong (100%)." in public
        assert "The day" not in public

    @pytest.mark.parametrize("sampled", ["", "x", "²", "0", "9" * 40])
    def test_does_not_know_an_answer_that_was_not_drawn(self, client, sampled):
        publish_answer(run())
        sample = ledger.samples.draw("lottery", now=timezone.now())
        client.force_login(OrganizerFactory.create(is_superuser=True))
        address = f"/admin/candidates/auditsample/{sample.pk}/check/"
        values = {"sampled": sampled, "is_right": "yes"}
        assert "doesn’t have that answer" in client.post(address, values, follow=True).text
