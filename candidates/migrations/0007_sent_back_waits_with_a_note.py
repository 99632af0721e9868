from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("candidates", "0006_send_answers_back_and_keep_originals_private"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("sent_back_at", None), ("sent_back_by", None), ("sent_back_note", "")
                    ),
                    models.Q(
                        ("published_at", None),
                        ("sent_back_at__isnull", False),
                        ("sent_back_by__isnull", False),
                        models.Q(("sent_back_note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="answer_sent_back_waits_with_a_note",
            ),
        ),
    ]
