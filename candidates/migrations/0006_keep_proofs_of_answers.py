import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import campaign.lib.file_storage


class Migration(migrations.Migration):
    dependencies = [
        ("candidates", "0005_campaign_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mailed_link", "link sent to the campaign’s published email"),
                            ("site_code", "code on the campaign’s website"),
                            ("dns_record", "code in the campaign’s DNS"),
                            ("signed_email", "signed email from the campaign’s domain"),
                            ("social_post", "post on the campaign’s account"),
                            ("call_back", "calls by two of us to the campaign’s published number"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("proved_at", models.DateTimeField(verbose_name="proved")),
                (
                    "source_url",
                    models.URLField(blank=True, max_length=500, verbose_name="public link"),
                ),
                ("rests_on", models.CharField(max_length=400, verbose_name="rests on")),
                (
                    "reached",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="address, number or account"
                    ),
                ),
                ("details", models.TextField(blank=True, verbose_name="details")),
                (
                    "original",
                    models.FileField(
                        blank=True,
                        editable=False,
                        storage=campaign.lib.file_storage.PrivateStorage(),
                        upload_to="proofs/",
                        verbose_name="bytes",
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="SHA-256"
                    ),
                ),
                ("said", models.CharField(editable=False, max_length=64)),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="recorded"
                    ),
                ),
                (
                    "seconded_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="second call"
                    ),
                ),
                (
                    "second_note",
                    models.TextField(
                        blank=True, editable=False, verbose_name="note on the second call"
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="withdrawn"
                    ),
                ),
                (
                    "withdrawal_reason",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=300,
                        verbose_name="reason for withdrawing",
                    ),
                ),
            ],
            options={
                "verbose_name": "proof",
                "verbose_name_plural": "proofs",
                "ordering": ["proved_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ProofCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nonce", models.CharField(max_length=32, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="created"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
            ],
            options={
                "verbose_name": "code",
                "verbose_name_plural": "codes",
                "ordering": ["-created_at", "-id"],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="answer",
            trigger=pgtrigger.compiler.Trigger(
                name="answer_needs_more_than_a_screenshot",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."published_at" IS NOT NULL)',
                    func="\n        IF NOT EXISTS (\n            SELECT FROM candidates_evidence\n            WHERE answer_id = NEW.id AND NOT (\n                kind IN ('email', 'campaign_site', 'social_post')\n                AND url = '' AND original !~ '[.]pdf$'\n            )\n        ) AND NOT EXISTS (\n            SELECT FROM candidates_proof\n            WHERE answer_id = NEW.id AND withdrawn_at IS NULL\n                AND (kind <> 'call_back' OR seconded_at IS NOT NULL)\n        ) THEN\n            RAISE EXCEPTION 'answer_needs_more_than_a_screenshot' USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_needs_more_than_a_screenshot';\n        END IF; RETURN COALESCE(NEW, OLD);",
                    hash="9c61289c20aff511934f73253cf775c5a08c465e",
                    operation='INSERT OR UPDATE OF "published_at"',
                    pgid="pgtrigger_answer_needs_more_than_a_screenshot_ac7f5",
                    table="candidates_answer",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="answer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proofs",
                to="candidates.answer",
                verbose_name="answer",
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="seconded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="second call by",
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="withdrawn by",
            ),
        ),
        migrations.AddField(
            model_name="proofcode",
            name="answer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proof_codes",
                to="candidates.answer",
                verbose_name="answer",
            ),
        ),
        migrations.AddField(
            model_name="proofcode",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="created by",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("original", ""), ("sha256", "")),
                    models.Q(
                        models.Q(("original", ""), _negated=True),
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                    ),
                    _connector="OR",
                ),
                name="proof_file_has_its_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seconded_at", None), ("seconded_by", None)),
                    models.Q(
                        ("kind", "call_back"),
                        ("seconded_at__isnull", False),
                        ("seconded_by__isnull", False),
                        models.Q(("seconded_by", models.F("recorded_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="proof_second_call_is_by_someone_else",
                violation_error_message="You made the first call. Someone else has to call too.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_reason", ""), ("withdrawn_at", None)),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="proof_withdrawal_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["site_code", "dns_record", "signed_email"]),
                    models.Q(("source_url", ""), _negated=True),
                    _connector="OR",
                ),
                name="proof_of_a_published_channel_has_its_link",
                violation_error_code="source_url",
                violation_error_message="Add the public link that shows it’s the campaign’s.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["site_code", "dns_record", "signed_email"]), _negated=True
                    ),
                    models.Q(("sha256", ""), _negated=True),
                    _connector="OR",
                ),
                name="proof_that_we_checked_keeps_its_bytes",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.UniqueConstraint(
                models.F("answer"),
                models.F("kind"),
                models.F("rests_on"),
                condition=models.Q(("withdrawn_at", None)),
                name="proof_is_recorded_once",
                violation_error_message="This proof is already on the list.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proof",
            trigger=pgtrigger.compiler.Trigger(
                name="proof_of_a_published_answer_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF (SELECT published_at IS NOT NULL FROM candidates_answer WHERE id = OLD.answer_id) AND (\n                    TG_OP = 'DELETE'\n                    OR OLD.withdrawn_at IS NOT NULL\n                    OR to_jsonb(OLD.*) - '{seconded_by_id,seconded_at,second_note,withdrawn_at,withdrawn_by_id,withdrawal_reason}'::text[]\n                    IS DISTINCT FROM to_jsonb(NEW.*) - '{seconded_by_id,seconded_at,second_note,withdrawn_at,withdrawn_by_id,withdrawal_reason}'::text[]\n                ) THEN\n            RAISE EXCEPTION 'proof_of_a_published_answer_stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'proof_of_a_published_answer_stays';\n        END IF; RETURN COALESCE(NEW, OLD);",
                    hash="979cf4edd2da11067efe0e89a2614390db290600",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_proof_of_a_published_answer_stays_83a1e",
                    table="candidates_proof",
                    when="BEFORE",
                ),
            ),
        ),
    ]
