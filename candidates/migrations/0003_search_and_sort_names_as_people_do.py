from django.db import migrations, models
from django.db.models.functions import Lower

PUNCTUATION = (
    r"['\u0021-\u0026\u0028-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e\u00a1-\u00bf\u02b0-\u036f"
    r"\u2000-\u206f\u3001-\u303f]"
)


def replaced(text: models.Func, pattern: str, by: str) -> models.Func:
    return models.Func(
        text,
        models.Value(pattern),
        models.Value(by),
        models.Value("g"),
        function="regexp_replace",
    )


def decomposed(field: str) -> models.Func:
    return models.Func(field, template="normalize(%(expressions)s, NFKD)")


def folded(text: models.Func) -> Lower:
    plain = replaced(text, PUNCTUATION, "")
    letters = models.Value("ĐđŁłØøı’‘"), models.Value("DdLlOoi''")
    return Lower(models.Func(plain, *letters, function="translate"))


search_key = folded(decomposed("full_name"))
sort_key = folded(
    replaced(replaced(decomposed("sort_name"), ",", "\t"), r"[\u002d\u2010-\u2015]", " ")
)


class Migration(migrations.Migration):
    dependencies = [
        ("candidates", "0002_seed_jurisdictions"),
    ]

    operations = [
        migrations.RemoveField("person", "search_name"),
        migrations.AddField(
            "person",
            "search_name",
            models.GeneratedField(
                db_persist=True,
                expression=search_key,
                output_field=models.TextField(),
            ),
        ),
        migrations.AddField(
            "person",
            "sort_key",
            models.GeneratedField(
                db_persist=True,
                expression=sort_key,
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AlterModelOptions(
            "candidacy",
            options={
                "ordering": ["person__sort_key", "id"],
                "verbose_name": "candidacy",
                "verbose_name_plural": "candidacies",
            },
        ),
        migrations.AlterModelOptions(
            "person",
            options={
                "ordering": ["sort_key", "id"],
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
    ]
