from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("campaign", "0009_reword_labels")]

    operations = [
        migrations.RenameField("article", "standfirst", "summary"),
        migrations.RenameField("historicalarticle", "standfirst", "summary"),
    ]
