import datetime

from django.contrib.auth.models import Permission
from django.utils import timezone

from campaign.content.first_steps import has_second_organizer, newest_backup
from campaign.lib.backups.models import Backup
from candidates import ledger
from tests.factories import AnswerFactory, CommentFactory, OrganizerFactory


class TestIndex:
    def test_says_what_waits_and_leads_there(self, admin_client):
        assert "Waiting for you" not in admin_client.get("/admin/").content.decode()
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
        asks = "Add a second organizer"
        other = OrganizerFactory.create()
        assert asks in admin_client.get("/admin/").text
        other.user_permissions.add(Permission.objects.get(codename="view_answer"))
        assert asks in admin_client.get("/admin/").text
        other.user_permissions.add(Permission.objects.get(codename="add_answer"))
        assert asks not in admin_client.get("/admin/").text
        admin_user.is_superuser = False
        admin_user.save()
        admin_user.user_permissions.add(Permission.objects.get(codename="add_answer"))
        assert has_second_organizer() is False

    def test_says_how_old_the_newest_verified_backup_is(self, admin_client, settings):
        red = 'class="errornote"><a href="/admin/backups/backup/">{}</a>'
        step = "Set up nightly backups."
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

    def test_says_nothing_of_backups_to_others(self, db, settings):
        settings.BACKUP_PUBLIC_KEYS = ["age1"]
        assert newest_backup(OrganizerFactory.create(), timezone.now()) is None
