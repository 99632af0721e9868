import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# What was typed as an outcome joins the note. Archived cycles have entries too, so their trigger
# rests meanwhile.
KEEP_WORDS = """
    ALTER TABLE candidates_outreach DISABLE TRIGGER USER;
    UPDATE candidates_outreach SET outcome = '',
        note = outcome || CASE WHEN note = '' THEN '' ELSE E'\\n\\n' || note END
        WHERE outcome <> '';
    ALTER TABLE candidates_outreach ENABLE TRIGGER USER;
    UPDATE candidates_historicaloutreach SET outcome = '',
        note = outcome || CASE WHEN note = '' THEN '' ELSE E'\\n\\n' || note END
        WHERE outcome <> '';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("candidates", "0002_seed_jurisdictions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallReservation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "candidacy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reservation",
                        to="candidates.candidacy",
                        verbose_name="candidacy",
                    ),
                ),
                ("until", models.DateTimeField(verbose_name="until")),
            ],
            options={
                "verbose_name": "call in progress",
                "verbose_name_plural": "calls in progress",
            },
        ),
        migrations.CreateModel(
            name="CampaignEmail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=150, verbose_name="subject")),
                ("text", models.TextField(max_length=5000, verbose_name="text")),
                ("queued_at", models.DateTimeField(verbose_name="queued")),
            ],
            options={
                "verbose_name": "email to campaigns",
                "verbose_name_plural": "emails to campaigns",
            },
        ),
        migrations.AddField(
            model_name="candidacy",
            name="bad_contacts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("published_phone", "published phone"),
                        ("contact_phone", "private phone"),
                        ("office_phone", "office phone"),
                        ("published_email", "published email"),
                        ("contact_email", "private email"),
                    ],
                    max_length=15,
                ),
                blank=True,
                default=list,
                help_text="We don’t use these until someone enters another number or address.",
                size=None,
                verbose_name="doesn’t work",
            ),
        ),
        migrations.AddField(
            model_name="candidacy",
            name="do_not_contact",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "nobody asked us to stop"),
                    ("organizers", "we don’t call or email them"),
                    ("everybody", "we don’t call or email, or ask neighbors to"),
                ],
                default="",
                help_text="Only if the campaign asked. Neighbors still see what it publishes itself.",
                max_length=10,
                verbose_name="do not contact",
            ),
        ),
        migrations.AddField(
            model_name="candidacy",
            name="do_not_contact_asked_by",
            field=models.CharField(
                blank=True,
                help_text="For example: the campaign manager, on the phone. Only organizers see this.",
                max_length=200,
                verbose_name="who asked",
            ),
        ),
        migrations.AddField(
            model_name="candidacy",
            name="do_not_contact_on",
            field=models.DateField(blank=True, null=True, verbose_name="asked on"),
        ),
        migrations.AddField(
            model_name="historicalcandidacy",
            name="bad_contacts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("published_phone", "published phone"),
                        ("contact_phone", "private phone"),
                        ("office_phone", "office phone"),
                        ("published_email", "published email"),
                        ("contact_email", "private email"),
                    ],
                    max_length=15,
                ),
                blank=True,
                default=list,
                help_text="We don’t use these until someone enters another number or address.",
                size=None,
                verbose_name="doesn’t work",
            ),
        ),
        migrations.AddField(
            model_name="historicalcandidacy",
            name="do_not_contact",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "nobody asked us to stop"),
                    ("organizers", "we don’t call or email them"),
                    ("everybody", "we don’t call or email, or ask neighbors to"),
                ],
                default="",
                help_text="Only if the campaign asked. Neighbors still see what it publishes itself.",
                max_length=10,
                verbose_name="do not contact",
            ),
        ),
        migrations.AddField(
            model_name="historicalcandidacy",
            name="do_not_contact_on",
            field=models.DateField(blank=True, null=True, verbose_name="asked on"),
        ),
        migrations.AddField(
            model_name="historicaloutreach",
            name="contact",
            field=models.CharField(
                blank=True,
                choices=[
                    ("published_phone", "published phone"),
                    ("contact_phone", "private phone"),
                    ("office_phone", "office phone"),
                    ("published_email", "published email"),
                    ("contact_email", "private email"),
                ],
                max_length=15,
                verbose_name="contact",
            ),
        ),
        migrations.AddField(
            model_name="historicaloutreach",
            name="promised_on",
            field=models.DateField(blank=True, null=True, verbose_name="answer promised by"),
        ),
        migrations.AddField(
            model_name="outreach",
            name="contact",
            field=models.CharField(
                blank=True,
                choices=[
                    ("published_phone", "published phone"),
                    ("contact_phone", "private phone"),
                    ("office_phone", "office phone"),
                    ("published_email", "published email"),
                    ("contact_email", "private email"),
                ],
                max_length=15,
                verbose_name="contact",
            ),
        ),
        migrations.AddField(
            model_name="outreach",
            name="form_key",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="outreach",
            name="promised_on",
            field=models.DateField(blank=True, null=True, verbose_name="answer promised by"),
        ),
        migrations.RunSQL(KEEP_WORDS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="historicaloutreach",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sent", "sent"),
                    ("no_answer", "no answer"),
                    ("voicemail", "left a voicemail"),
                    ("spoke", "spoke with them"),
                    ("promised", "promised an answer"),
                    ("bad_contact", "bad number or address"),
                    ("do_not_contact", "asked us to stop"),
                    ("queued", "email not sent yet"),
                    ("stopped", "email not sent"),
                ],
                max_length=14,
                verbose_name="outcome",
            ),
        ),
        migrations.AlterField(
            model_name="outreach",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sent", "sent"),
                    ("no_answer", "no answer"),
                    ("voicemail", "left a voicemail"),
                    ("spoke", "spoke with them"),
                    ("promised", "promised an answer"),
                    ("bad_contact", "bad number or address"),
                    ("do_not_contact", "asked us to stop"),
                    ("queued", "email not sent yet"),
                    ("stopped", "email not sent"),
                ],
                max_length=14,
                verbose_name="outcome",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="candidacy",
            trigger=pgtrigger.compiler.Trigger(
                name="candidacy_new_contact_is_not_known_as_bad",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF NEW.published_phone <> OLD.published_phone THEN NEW.bad_contacts = array_remove(NEW.bad_contacts, 'published_phone'); END IF; IF NEW.contact_phone <> OLD.contact_phone THEN NEW.bad_contacts = array_remove(NEW.bad_contacts, 'contact_phone'); END IF; IF NEW.office_phone <> OLD.office_phone THEN NEW.bad_contacts = array_remove(NEW.bad_contacts, 'office_phone'); END IF; IF NEW.published_email <> OLD.published_email THEN NEW.bad_contacts = array_remove(NEW.bad_contacts, 'published_email'); END IF; IF NEW.contact_email <> OLD.contact_email THEN NEW.bad_contacts = array_remove(NEW.bad_contacts, 'contact_email'); END IF; RETURN NEW;",
                    hash="cfd2f07262830d7b7a7aa867352a721cd3dc9ced",
                    operation='UPDATE OF "published_phone", "contact_phone", "office_phone", "published_email", "contact_email"',
                    pgid="pgtrigger_candidacy_new_contact_is_not_known_as_bad_521fe",
                    table="candidates_candidacy",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="candidacy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("do_not_contact", ""),
                        ("do_not_contact_asked_by", ""),
                        ("do_not_contact_on", None),
                    ),
                    models.Q(
                        models.Q(("do_not_contact", ""), _negated=True),
                        ("do_not_contact_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="candidacy_do_not_contact_has_its_day",
                violation_error_code="do_not_contact_on",
                violation_error_message="Enter the day they asked. If nobody asked us to stop, leave the day and the person empty.",
            ),
        ),
        migrations.AddField(
            model_name="callreservation",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="caller",
            ),
        ),
        migrations.AddField(
            model_name="campaignemail",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="sent by",
            ),
        ),
        migrations.AddField(
            model_name="historicaloutreach",
            name="campaign_email",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="candidates.campaignemail",
                verbose_name="email",
            ),
        ),
        migrations.AddField(
            model_name="outreach",
            name="campaign_email",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outreach",
                to="candidates.campaignemail",
                verbose_name="email",
            ),
        ),
        migrations.AddIndex(
            model_name="outreach",
            index=models.Index(
                fields=["candidacy", "-done_on"], name="outreach_latest_of_campaign"
            ),
        ),
        migrations.AddConstraint(
            model_name="outreach",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "promised"), ("promised_on__isnull", False)),
                    models.Q(
                        models.Q(("outcome", "promised"), _negated=True), ("promised_on", None)
                    ),
                    _connector="OR",
                ),
                name="outreach_promise_has_its_day",
                violation_error_code="promised_on",
                violation_error_message="If they promised an answer, enter the day. If not, leave the day empty.",
            ),
        ),
    ]
