import pytest
from django.db import IntegrityError, transaction

from campaign.content.models import Profile


@pytest.mark.django_db
class TestProfile:
    def test_is_one_row(self):
        Profile.objects.create(name="Ours", ask="Asked.")
        with pytest.raises(IntegrityError, match="profile_is_one_row"), transaction.atomic():
            Profile.objects.create(id=2, name="Theirs", ask="Asked.")
        with pytest.raises(IntegrityError, match="pkey"), transaction.atomic():
            Profile.objects.create(name="Theirs", ask="Asked.")
        assert Profile.objects.get().name == "Ours"

    def test_is_neutral_and_unsaved_while_nobody_has_written_it(self):
        profile = Profile.objects.current()
        assert profile.name == "Pledge tracker"
        assert profile.ask
        assert not Profile.objects.exists()

    def test_is_what_an_organizer_wrote(self):
        written = Profile.objects.create(name="Ours", ask="Asked.")
        assert Profile.objects.current() == written

    def test_keeps_what_it_held_before(self):
        profile = Profile.objects.create(name="Ours", ask="Asked.")
        profile.ask = "Asked again."
        profile.save()
        assert [version.ask for version in profile.history.all()] == ["Asked again.", "Asked."]
