import pytest
from django.db import IntegrityError, transaction

from campaign.content.models import Passage

pytestmark = pytest.mark.django_db


class TestPassage:
    def test_has_a_page_for_every_place(self):
        addresses = {Passage(place=place).get_absolute_url() for place in Passage.Place}
        assert "/mission/#why" in addresses
        assert len(addresses) == len(Passage.Place)

    def test_is_the_only_one_at_its_place(self):
        why = Passage.objects.create(place="why", text="Ours.")
        with pytest.raises(IntegrityError), transaction.atomic():
            Passage.objects.create(place="why", text="Another.")
        assert (Passage.objects.at("why"), Passage.objects.at("mission")) == (why, None)
