"""The 50 states, the District of Columbia and the five territories.

Names and FIPS codes: U.S. Census Bureau, ANSI/FIPS state codes. Seats: the apportionment of the
2020 census. Senate classes: U.S. Senate. The tile map's rows and columns are our own.
"""

import csv
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).parent.parent / "data" / "jurisdictions.csv"


def seed(apps, schema_editor):
    jurisdiction = apps.get_model("candidates", "Jurisdiction")
    with FILE.open(newline="", encoding="utf-8") as lines:
        jurisdiction.objects.bulk_create(
            [jurisdiction(**row) for row in csv.DictReader(lines)], ignore_conflicts=True
        )


class Migration(migrations.Migration):
    dependencies = [("candidates", "0001_record")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
