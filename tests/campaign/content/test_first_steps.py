import datetime

from django.contrib.auth.models import Permission
from django.utils import timezone

from campaign.content.first_steps import (
    FirstSteps,
    first_steps,
    newest_backup,
    verifiers_with_a_second_organizer,
)
from campaign.content.models import Profile
from campaign.lib.backups.models import Backup
from candidates import ledger
from tests.campaign.accounts.models.test_second_person import administrator
from tests.factories import AnswerFactory, CommentFactory, OrganizerFactory


class TestIndex:
    def test_says_what_waits_and_leads_there(self, admin_client):
        assert "Nothing is waiting for you." in admin_client.get("/admin/").text
        CommentFactory.create()
        CommentFactory.create()
        AnswerFactory.create()
        page = admin_client.get("/admin/").content.decode()
        assert '<a href="/admin/campaign/comment/">2 comments on articles to review.</a>' in page
        assert "1 answer needs a second person." in page
        assert admin_client.get("/admin/candidates/answer/waiting/").status_code == 200

    def test_shows_a_draft_that_was_sent_back_to_its_recorder_alone(self, admin_client, admin_user):
        for recorder in (admin_user, OrganizerFactory.create()):
            answer = AnswerFactory.create(recorded_by=recorder)
            ledger.answers.send_back(
                answer, by=OrganizerFactory.create(), note="Which day?", now=timezone.now()
            )
        page = admin_client.get("/admin/").text
        assert "Changes requested on 1 answer you recorded" in page

    def test_asks_for_a_second_organizer_until_one_can_verify(self, admin_client, admin_user):
        asks = '<li><a href="/admin/accounts/invitation/add/">Add a second organizer'
        other = OrganizerFactory.create()
        assert asks in admin_client.get("/admin/").text
        other.user_permissions.add(Permission.objects.get(codename="view_answer"))
        assert asks in admin_client.get("/admin/").text
        other.user_permissions.add(Permission.objects.get(codename="add_answer"))
        assert asks not in admin_client.get("/admin/").text
        admin_user.is_superuser = False
        admin_user.save()
        admin_user.user_permissions.add(Permission.objects.get(codename="add_answer"))
        assert not verifiers_with_a_second_organizer().exists()

    def test_says_how_old_the_newest_verified_backup_is(self, admin_client, settings):
        red = 'class="errornote"><a href="/admin/backups/backup/">{}</a>'
        step = '<li><a href="/admin/backups/backup/">Set up nightly backups.'
        page = admin_client.get("/admin/").text
        assert step in page
        assert "verified backup is" not in page
        settings.BACKUP_PUBLIC_KEYS = ["age1"]
        assert red.format("No backup has been verified yet.") in admin_client.get("/admin/").text
        now = timezone.now()
        old = Backup.objects.create(
            taken_at=now - datetime.timedelta(hours=30, minutes=1), size_bytes=1, verified_at=now
        )
        page = admin_client.get("/admin/").text
        assert red.format("The newest verified backup is 1\xa0day, 6\xa0hours old.") in page
        assert step not in page
        old.taken_at = now - datetime.timedelta(hours=25, minutes=1)
        old.save()
        page = admin_client.get("/admin/").text
        assert "The newest verified backup is 1\xa0day, 1\xa0hour old." in page
        assert "errornote" not in page

    def test_ticks_the_steps_that_are_done_and_goes_once_all_are(
        self, admin_client, settings, monkeypatch
    ):
        settings.TWO_PERSON_RULE = False
        Profile.objects.create(name="Clean Rivers", ask="We ask.", contact_email="a@example.org")
        page = admin_client.get("/admin/").text
        assert "2 steps are done" in page
        assert "Enter your mailing address." in page.split("2 steps are done")[0]
        assert '✓ <a href="/admin/campaign/profile/">Enter the email address where' in page
        done = FirstSteps(left=[], done=first_steps().done)
        monkeypatch.setattr("campaign.content.first_steps.first_steps", lambda: done)
        assert "Set up your site" not in admin_client.get("/admin/").text

    def test_takes_as_many_queries_with_one_row_as_with_many(
        self, db, client, django_assert_max_num_queries
    ):
        client.force_login(administrator())
        for _each in range(2):
            for _row in range(3):
                CommentFactory.create()
                AnswerFactory.create()
            with django_assert_max_num_queries(14):
                assert "Waiting for you" in client.get("/admin/").text

    def test_folds_all_lists_below_what_waits(self, admin_client):
        page = admin_client.get("/admin/").text
        first, folded = page.split("Everything else")
        assert "Record an answer" in first
        assert folded.index("<details") < folded.index('href="/admin/candidates/person/"')
        assert '<a href="/admin/candidates/person/"' not in first

    def test_says_nothing_of_backups_to_others(self, db, settings):
        settings.BACKUP_PUBLIC_KEYS = ["age1"]
        assert newest_backup(OrganizerFactory.create(), timezone.now()) is None
