import datetime

import pytest
from django.db import IntegrityError, transaction

from candidates.models import Candidacy, Contact
from candidates.models.contact_wishes import works
from tests.factories import SOURCE, run

DAY = datetime.date(2026, 5, 1)
PHONE = {"published_phone": "555-0100", "published_contact_source": SOURCE}


@pytest.mark.django_db
class TestContactWishes:
    def test_say_since_when(self):
        with pytest.raises(IntegrityError, match="do_not_contact"), transaction.atomic():
            run(do_not_contact="organizers")
        with pytest.raises(IntegrityError, match="do_not_contact"), transaction.atomic():
            run(do_not_contact_on=DAY)
        assert not run(do_not_contact="organizers", do_not_contact_on=DAY).hides_contacts
        assert run(do_not_contact="everybody", do_not_contact_on=DAY).hides_contacts
        assert not Candidacy.objects.wanting_contact().exists()


@pytest.mark.django_db
class TestBadContacts:
    def test_are_forgotten_with_the_number_they_are_about(self):
        row = run(**PHONE, bad_contacts=[Contact.PUBLISHED_PHONE, Contact.CONTACT_EMAIL])
        row.published_phone = "555-0101"
        row.save(update_fields=["published_phone"])
        row.refresh_from_db()
        assert row.bad_contacts == [Contact.CONTACT_EMAIL]

    def test_arent_among_what_works(self):
        run("Ada Moss", **PHONE, bad_contacts=[Contact.PUBLISHED_PHONE])
        run("Bea Fern")
        kept = run("Cleo Reed", **PHONE)
        phones = (Contact.PUBLISHED_PHONE, Contact.CONTACT_PHONE)
        assert list(Candidacy.objects.filter(works(*phones))) == [kept]
