"""Keep these tables out of the write-ahead log: a crash empties them, and salts leave no copy."""

from django.db import migrations

TABLES = ("limits_bucket", "limits_dailysalt", "limits_monthsalt", "limits_turn")


class Migration(migrations.Migration):
    dependencies = [("limits", "0001_tables")]

    operations = [
        # Half of each page stays free, so that an updated row finds room beside its old self.
        migrations.RunSQL(
            "ALTER TABLE limits_bucket SET (fillfactor = 50)",
            "ALTER TABLE limits_bucket RESET (fillfactor)",
        ),
        # The sequence of an identity column follows its table.
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} SET UNLOGGED", f"ALTER TABLE {table} SET LOGGED"
            )
            for table in TABLES
        ),
    ]
