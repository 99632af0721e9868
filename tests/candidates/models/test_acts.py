import datetime

import pytest

from candidates.models import Act
from candidates.models.acts import PRIVATE
from pledges.privacy.register import PERSONAL_DATA


class TestPrivate:
    def test_has_every_column_about_people_that_an_act_may_change(self):
        registered = {column for each in PERSONAL_DATA for column in each.columns}
        for label, names in PRIVATE.items():
            app, model = label.split(".")
            about_people = {
                column.rpartition(".")[2]
                for column in registered
                if column.lower().startswith(f"{app}.{model}.")
            }
            assert about_people == names, label


@pytest.mark.django_db
class TestAct:
    def test_is_past_undoing_after_its_time(self):
        now = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
        act = Act.objects.create(kind="sheet", title="Contacts", done_at=now)
        assert not Act.objects.past_undoing(now + Act.KEPT).exists()
        assert Act.objects.past_undoing(now + Act.KEPT + datetime.timedelta(days=1)).get() == act

    def test_says_who_may_undo_each_kind(self):
        assert set(Act.RIGHTS) == set(Act.Kind)
