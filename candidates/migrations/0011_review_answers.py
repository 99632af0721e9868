import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("candidates", "0010_election_nights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
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
                        choices=[("dispute", "disputed"), ("hold", "on hold")],
                        max_length=7,
                        verbose_name="kind",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("note", models.TextField(blank=True, max_length=5000, verbose_name="note")),
                ("placed_at", models.DateTimeField(verbose_name="placed")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                (
                    "proposed",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stands", "the answer stands"),
                            ("retracted", "the answer is retracted"),
                            ("lapsed", "the hold ran out"),
                        ],
                        max_length=9,
                        verbose_name="proposed",
                    ),
                ),
                (
                    "explanation",
                    models.CharField(blank=True, max_length=300, verbose_name="explanation"),
                ),
                (
                    "second_waived",
                    models.BooleanField(default=False, verbose_name="decided by one person"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stands", "the answer stands"),
                            ("retracted", "the answer is retracted"),
                            ("lapsed", "the hold ran out"),
                        ],
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "review of an answer",
                "verbose_name_plural": "reviews of answers",
                "ordering": ["placed_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="candidacy",
            name="review",
            field=models.CharField(
                blank=True,
                choices=[("dispute", "disputed"), ("hold", "on hold")],
                editable=False,
                max_length=7,
                verbose_name="under review",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidacy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("review", ""),
                    models.Q(("current_answer", None), ("status", "pending")),
                    _connector="OR",
                ),
                name="candidacy_under_review_is_pending",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="answer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds",
                to="candidates.answer",
                verbose_name="answer",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="extended_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="extended by",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="placed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="placed by",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="proposed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="seconded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="seconded by",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                models.F("answer"),
                condition=models.Q(("ended_at", None)),
                name="hold_is_one_at_a_time",
                violation_error_message="This answer is already under review.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="hold_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("extended_by", None),
                    models.Q(
                        ("kind", "hold"),
                        models.Q(("extended_by", models.F("placed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hold_is_extended_by_someone_else",
                violation_error_message="You placed this hold. Someone else has to extend it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("explanation", ""), ("proposed", ""), ("proposed_by", None)),
                    models.Q(
                        ("proposed__in", ["stands", "retracted"]),
                        ("proposed_by__isnull", False),
                        models.Q(("explanation", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hold_proposal_is_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("outcome", ""), ("seconded_by", None)),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("kind", "hold"),
                        ("outcome", "lapsed"),
                        ("seconded_by", None),
                    ),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("outcome", models.F("proposed")),
                        ("seconded_by__isnull", False),
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(
                            ("second_waived", True),
                            models.Q(("seconded_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="hold_is_decided_by_two",
                violation_error_message="You proposed this. Someone else has to confirm it.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hold",
            trigger=pgtrigger.compiler.Trigger(
                name="hold_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="dfb381b902b9c900f9c9effb1f2f1e5215b66095",
                    operation="DELETE",
                    pgid="pgtrigger_hold_is_kept_cd5a6",
                    table="candidates_hold",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hold",
            trigger=pgtrigger.compiler.Trigger(
                name="hold_that_ended_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."ended_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="b96e585c2ba04d5fe32f76a85fa5efca549eb8f5",
                    operation="UPDATE",
                    pgid="pgtrigger_hold_that_ended_stays_4ff7b",
                    table="candidates_hold",
                    when="BEFORE",
                ),
            ),
        ),
    ]
