"""Make the state of both lanes, which the sender expects to find."""

from django.db import migrations


def make_lanes(apps, schema_editor):
    lane_state = apps.get_model("outbox", "LaneState")
    lane_state.objects.bulk_create([lane_state(lane="reply"), lane_state(lane="bulk")])


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_messages")]

    operations = [migrations.RunPython(make_lanes, migrations.RunPython.noop)]
