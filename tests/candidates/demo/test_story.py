from random import Random

import pytest
from django.utils import timezone

from candidates.calendar import open_cycle
from candidates.demo.country import campaign_of, invented_person
from candidates.demo.story import PRIMARIES, REFUSER_STATES, Story, write_pledge_texts
from candidates.demo.words import WORDS
from candidates.models import Candidacy, PledgeText, Race
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


class TestStory:
    @pytest.fixture
    def story(self) -> Story:
        """Return a story that is not told yet, in a country of three campaigns in Vermont."""
        races = Race.objects.in_cycle(open_cycle(2026)).filter(jurisdiction="VT")
        campaigns = []
        for position, name in enumerate(("Ada Quartz", "Mica Fern", "Onyx Reed")):
            person = invented_person(name)
            person.save()
            campaigns.append(campaign_of(person, races[0], position, None, Random(1)))
        Candidacy.objects.bulk_create(campaigns)
        recorder, verifier = OrganizerFactory.create_batch(2)
        return Story(campaigns, recorder=recorder, verifier=verifier, rng=Random(1))

    def test_publishes_answers_with_evidence_in_the_order_of_their_days(
        self, story, settings, tmp_path
    ):
        settings.PRIVATE_MEDIA_ROOT = settings.MEDIA_ROOT = tmp_path
        signer = story.sign_in("VT")
        assert (signer.status, signer.party_code == "REP") == ("signed", False)
        first = signer.current_answer
        story.rescind_and_sign_again(signer)
        assert first.lead_evidence.public_copy
        assert first.verified_by == story.verifier
        assert signer.current_answer.answered_on > first.answered_on
        assert signer.current_answer.published_at < timezone.now()

    def test_never_lets_a_campaign_answer_twice_by_chance(self, story):
        assert len({story.somebody_in("VT").pk for _ in range(3)}) == 3

    def test_has_42_signers_in_18_states_and_primaries_among_them(self):
        signers = WORDS["signers_by_state"]
        assert (sum(signers.values()), len(signers), len(REFUSER_STATES)) == (42, 18, 9)
        for code in {code for code, _outcome in PRIMARIES}:
            assert signers[code] >= sum(code == other for other, _outcome in PRIMARIES)


class TestWritePledgeTexts:
    def test_adds_to_the_first_version(self):
        write_pledge_texts()
        first, second = PledgeText.objects.order_by("version")
        assert second.body.startswith(f"{first.body}\n\n")
        assert first.effective_on < second.effective_on
