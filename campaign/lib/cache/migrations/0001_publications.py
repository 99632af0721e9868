from django.db import migrations, models

# A transaction writes its row once, however much it changes.
PUBLISH = """
    CREATE FUNCTION cache_publish() RETURNS void LANGUAGE sql AS $$
        INSERT INTO cache_publication AS known (backend, pages, counts)
        VALUES (pg_backend_pid(), pg_current_xact_id()::text::bigint, 0)
        ON CONFLICT (backend) DO UPDATE SET pages = excluded.pages
            WHERE known.pages <> excluded.pages
    $$;
    CREATE FUNCTION cache_publish_counts() RETURNS void LANGUAGE sql AS $$
        INSERT INTO cache_publication AS known (backend, pages, counts)
        VALUES (pg_backend_pid(), 0, pg_current_xact_id()::text::bigint)
        ON CONFLICT (backend) DO UPDATE SET counts = excluded.counts
            WHERE known.counts <> excluded.counts
    $$;
"""
# The trigger's arguments are columns that no page shows. After the first row of a transaction, a row
# costs 1 µs: the setting is gone when the transaction ends or the savepoint is rolled back.
NOTE = """
    CREATE FUNCTION cache_note_publication() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('cache.is_published', true) = 'yes' OR TG_OP = 'UPDATE' AND
                (OLD *= NEW OR to_jsonb(OLD) - TG_ARGV[:] = to_jsonb(NEW) - TG_ARGV[:])
            THEN
                RETURN NULL;
            END IF;
            PERFORM cache_publish(), set_config('cache.is_published', 'yes', true);
            RETURN NULL;
        END
    $$;
    CREATE FUNCTION cache_note_counts() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND OLD *= NEW THEN
                RETURN NULL;
            END IF;
            PERFORM cache_publish_counts();
            RETURN NULL;
        END
    $$;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "backend",
                    models.IntegerField(
                        primary_key=True,
                        serialize=False,
                        verbose_name="process of the connection",
                    ),
                ),
                (
                    "pages",
                    models.BigIntegerField(
                        default=0, verbose_name="transaction that changed a page"
                    ),
                ),
                (
                    "counts",
                    models.BigIntegerField(
                        default=0, verbose_name="transaction that changed a count"
                    ),
                ),
            ],
            options={"verbose_name": "publication", "verbose_name_plural": "publications"},
        ),
        migrations.RunSQL(PUBLISH, "DROP FUNCTION cache_publish, cache_publish_counts"),
        migrations.RunSQL(NOTE, "DROP FUNCTION cache_note_publication, cache_note_counts"),
    ]
