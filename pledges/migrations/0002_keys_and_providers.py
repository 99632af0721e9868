"""Make the keys that never change, and write down how the large mail providers name a mailbox."""

from django.db import migrations

from pledges.keys import ADDRESS, LINK, new_key

# Domain, another name of, sign before a tag, ignores dots; from the providers' own help pages.
PROVIDERS = [
    ("gmail.com", "", "+", True),
    ("googlemail.com", "gmail.com", "", False),
    ("outlook.com", "", "+", False),
    ("hotmail.com", "", "+", False),
    ("live.com", "", "+", False),
    ("msn.com", "", "+", False),
    ("icloud.com", "", "+", False),
    ("me.com", "icloud.com", "", False),
    ("mac.com", "icloud.com", "", False),
    ("proton.me", "", "+", True),
    ("protonmail.com", "proton.me", "", False),
    ("pm.me", "proton.me", "", False),
    ("fastmail.com", "", "+", False),
]


def make_keys(apps, schema_editor):
    sealed_key = apps.get_model("pledges", "SealedKey")
    for name in (ADDRESS, LINK):
        sealed_key.objects.get_or_create(name=name, defaults={"key": new_key()})


def name_providers(apps, schema_editor):
    rule = apps.get_model("pledges", "DomainRule")
    for domain, alias_of, tag_separator, ignores_dots in PROVIDERS:
        rule.objects.get_or_create(
            domain=domain,
            defaults={
                "alias_of": alias_of,
                "tag_separator": tag_separator,
                "ignores_dots": ignores_dots,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("pledges", "0001_petitions")]

    operations = [
        migrations.RunPython(make_keys, migrations.RunPython.noop),
        migrations.RunPython(name_providers, migrations.RunPython.noop),
    ]
