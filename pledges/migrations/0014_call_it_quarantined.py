from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pledges", "0013_reword_labels")]

    operations = [
        migrations.RenameField("signup", "is_kept_apart", "is_quarantined"),
        migrations.RemoveConstraint("signature", "signature_kept_apart_has_a_reason"),
        migrations.AddConstraint(
            "signature",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "quarantined"), models.Q(("quarantine", ""), _negated=True)),
                    models.Q(models.Q(("state", "quarantined"), _negated=True), ("quarantine", "")),
                    _connector="OR",
                ),
                name="signature_quarantined_has_a_reason",
            ),
        ),
    ]
