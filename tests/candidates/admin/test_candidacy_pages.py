from django.test import Client
from django.urls import reverse

from candidates.ledger.refresh import differences
from candidates.models import Candidacy, FecId
from tests.candidates.admin.pages import page_of
from tests.factories import (
    CandidacyFactory,
    RaceFactory,
    publish_answer,
    run,
)


class TestSwitchRace:
    def page(self, candidacy: Candidacy) -> str:
        return reverse("admin:candidates_candidacy_switch_race", args=[candidacy.pk])

    def test_opens_the_other_run_and_takes_no_answer_along(self, admin_client: Client):
        candidacy = run()
        publish_answer(candidacy)
        race = RaceFactory.create(senate=True)
        response = admin_client.post(
            self.page(candidacy),
            {"race": race.pk, "on": "2026-04-01", "source_url": "https://example.org/switch"},
        )
        assert response.status_code == 302
        candidacy.refresh_from_db()
        assert (candidacy.ballot_status, candidacy.is_current) == ("switched_race", False)
        other = Candidacy.objects.get(race=race)
        assert (other.status, other.is_current) == ("pending", True)
        assert not list(differences(Candidacy.objects.all()))

    def test_asks_for_another_race_with_day_and_source(self, admin_client: Client):
        candidacy = run()
        typed = {"race": candidacy.race_id, "on": "", "source_url": ""}
        response = admin_client.post(self.page(candidacy), typed)
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"race", "on", "source_url"}

    def test_leads_to_the_run_that_is_there_already(self, admin_client: Client):
        candidacy = run()
        other = run(person=candidacy.person, race__district="12")
        typed = {"race": other.race_id, "on": "2026-04-01", "source_url": "https://example.org"}
        assert admin_client.post(self.page(candidacy), typed).url == page_of(other)
        second = admin_client.post(self.page(candidacy), typed)
        assert second.status_code == 422
        assert "already ended" in second.content.decode()


class TestLinkAsADuplicate:
    def test_says_that_there_is_no_other_row(self, admin_client: Client):
        alone = run()
        address = reverse("admin:candidates_candidacy_link_duplicate", args=[alone.pk])
        response = admin_client.get(address, follow=True)
        assert response.redirect_chain == [(page_of(alone), 302)]
        assert "no other candidacy in this race" in response.content.decode()

    def test_lets_one_row_speak_for_both(self, admin_client: Client):
        kept = run(fec_id="H6MI11001")
        twin = CandidacyFactory.create(race=kept.race, fec_id="H6MI11002")
        address = reverse("admin:candidates_candidacy_link_duplicate", args=[twin.pk])
        stranger = admin_client.post(address, {"kept": kept.pk})
        assert stranger.url == page_of(twin)
        FecId.objects.update(person=kept.person)
        twin.person, twin.duplicate_of, twin.is_current = kept.person, kept, False
        twin.save()
        assert admin_client.get(address).status_code == 200
