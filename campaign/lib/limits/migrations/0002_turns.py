from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("limits", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="MonthSalt",
            fields=[
                (
                    "day",
                    models.DateField(primary_key=True, serialize=False, verbose_name="day"),
                ),
                ("salt", models.BinaryField(verbose_name="salt")),
            ],
            options={
                "verbose_name": "salt of 30 days",
                "verbose_name_plural": "salts of 30 days",
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BinaryField(max_length=32, verbose_name="key")),
                ("at", models.DateTimeField(verbose_name="when")),
            ],
            options={
                "verbose_name": "turn",
                "verbose_name_plural": "turns",
                "indexes": [
                    models.Index(fields=["key", "at"], name="turn_by_key"),
                    BrinIndex(fields=["at"], name="turn_by_age"),
                ],
            },
        ),
        # The identity column's sequence follows its table.
        migrations.RunSQL(
            "ALTER TABLE limits_turn SET UNLOGGED; ALTER TABLE limits_monthsalt SET UNLOGGED;",
            "ALTER TABLE limits_turn SET LOGGED; ALTER TABLE limits_monthsalt SET LOGGED;",
        ),
    ]
