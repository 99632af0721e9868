from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Bucket",
            fields=[
                (
                    "key",
                    models.BinaryField(primary_key=True, serialize=False, verbose_name="key"),
                ),
                ("tokens", models.FloatField(verbose_name="tokens")),
                ("counted_at", models.DateTimeField(verbose_name="counted")),
            ],
            options={"verbose_name": "bucket", "verbose_name_plural": "buckets"},
        ),
        migrations.CreateModel(
            name="DailySalt",
            fields=[
                (
                    "day",
                    models.DateField(primary_key=True, serialize=False, verbose_name="day"),
                ),
                ("salt", models.BinaryField(verbose_name="salt")),
            ],
            options={"verbose_name": "daily salt", "verbose_name_plural": "daily salts"},
        ),
        migrations.RunSQL(
            # Half of each page stays free, so that an updated row finds room beside its old self.
            "ALTER TABLE limits_bucket SET (fillfactor = 50); ALTER TABLE limits_bucket SET UNLOGGED;",
            "ALTER TABLE limits_bucket SET LOGGED; ALTER TABLE limits_bucket RESET (fillfactor);",
        ),
        # Salts leave no copy in the write-ahead log either. A crash makes a day's salt anew.
        migrations.RunSQL(
            "ALTER TABLE limits_dailysalt SET UNLOGGED",
            "ALTER TABLE limits_dailysalt SET LOGGED",
        ),
    ]
