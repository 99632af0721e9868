"""Keep a keyed hash of each email domain in place of its name."""

from django.db import migrations, models
from django.db.models import Q

KEY_BYTES = 32


def hash_domains(apps, schema_editor):
    from pledges.mail.addresses import domain_key

    for model in ("Supporter", "Invalidation"):
        rows = apps.get_model("pledges", model).objects.exclude(email_domain="")
        for domain in rows.order_by().values_list("email_domain", flat=True).distinct():
            rows.filter(email_domain=domain).update(domain_key=domain_key(domain))


def forget_surges(apps, schema_editor):
    apps.get_model("pledges", "Surge").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("pledges", "0005_replace_emails_by_the_outbox")]

    operations = [
        migrations.CreateModel(
            name="SharedDomain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "domain_key",
                    models.BinaryField(
                        max_length=KEY_BYTES,
                        unique=True,
                        verbose_name="keyed hash of the domain",
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=253, unique=True, verbose_name="domain"),
                ),
            ],
            options={
                "verbose_name": "shared email domain",
                "verbose_name_plural": "shared email domains",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            "supporter",
            "domain_key",
            models.BinaryField(
                default=b"", max_length=KEY_BYTES, verbose_name="keyed hash of the domain"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "invalidation",
            "domain_key",
            models.BinaryField(
                blank=True,
                max_length=KEY_BYTES,
                null=True,
                verbose_name="keyed hash of the email domain",
            ),
        ),
        migrations.RunPython(hash_domains, migrations.RunPython.noop),
        migrations.RunPython(forget_surges, migrations.RunPython.noop),
        migrations.RemoveConstraint("invalidation", "invalidation_has_a_rule"),
        migrations.AddConstraint(
            "invalidation",
            models.CheckConstraint(
                condition=Q(domain_key__isnull=False)
                | Q(block_hash__isnull=False)
                | ~Q(name_pattern="")
                | ~Q(postal_code="")
                | Q(signed_from__isnull=False, signed_until__isnull=False),
                name="invalidation_has_a_rule",
            ),
        ),
        migrations.RemoveField("supporter", "email_domain"),
        migrations.RemoveField("invalidation", "email_domain"),
        migrations.RemoveConstraint("surge", "surge_is_noted_once"),
        migrations.RemoveField("surge", "value"),
        migrations.AddField(
            "surge",
            "key",
            models.BinaryField(default=b"", max_length=KEY_BYTES, verbose_name="which"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "surge",
            models.UniqueConstraint(
                fields=["petition", "kind", "key", "hour"], name="surge_is_noted_once"
            ),
        ),
        migrations.AlterField(
            "surge",
            "kind",
            models.CharField(
                choices=[("domain", "email domain"), ("block", "network")],
                max_length=6,
                verbose_name="kind",
            ),
        ),
    ]
