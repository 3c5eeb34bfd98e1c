from django.db import migrations, models


def forget_what_is_found(apps, schema_editor):
    """Every entry is to be published anew, as ``prepare`` then does: keys and tokens are made when publishing."""
    apps.get_model("core", "Entry").objects.update(digest="", found_by="")
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute("TRUNCATE search_index", None)
        return
    schema_editor.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')", None)
    # Small pages: what two tokens share is found with a third of the reading.
    schema_editor.execute("INSERT INTO search_index (search_index, rank) VALUES ('pgsz', 512)", None)


def stand_nowhere_yet(apps, schema_editor):
    apps.get_model("core", "Entry").objects.update(key=-models.F("sequence"))


class Migration(migrations.Migration):
    dependencies = [("core", "0002_search_index")]

    operations = [
        migrations.AddField("entry", "key", models.BigIntegerField(null=True)),
        migrations.RunPython(forget_what_is_found, migrations.RunPython.noop),
        migrations.RunPython(stand_nowhere_yet, migrations.RunPython.noop),
    ]
