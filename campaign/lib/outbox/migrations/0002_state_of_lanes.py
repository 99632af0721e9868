from django.db import migrations, models


def make_lanes(apps, schema_editor):
    lane_state = apps.get_model("outbox", "LaneState")
    lane_state.objects.bulk_create([lane_state(lane="reply"), lane_state(lane="bulk")])


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_messages")]

    operations = [
        migrations.CreateModel(
            name="LaneState",
            fields=[
                (
                    "lane",
                    models.CharField(
                        choices=[("reply", "replies to one person"), ("bulk", "bulk email")],
                        max_length=5,
                        primary_key=True,
                        serialize=False,
                        verbose_name="lane",
                    ),
                ),
                (
                    "recent",
                    models.CharField(
                        blank=True, default="", max_length=500, verbose_name="recent answers"
                    ),
                ),
                ("paused_at", models.DateTimeField(null=True, verbose_name="paused")),
                (
                    "troubled_since",
                    models.DateTimeField(
                        null=True, verbose_name="mail server cannot be used since"
                    ),
                ),
                (
                    "reply_code",
                    models.CharField(
                        blank=True, default="", max_length=20, verbose_name="server's reply"
                    ),
                ),
            ],
            options={
                "verbose_name": "lane of emails",
                "verbose_name_plural": "lanes of emails",
            },
        ),
        migrations.RunPython(make_lanes, migrations.RunPython.noop),
    ]
