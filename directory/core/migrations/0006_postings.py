from django.db import migrations, models

# A block's bitmaps lie together: loading writes one block after the other, and a question reads a few of each.
SQLITE = [
    "CREATE TABLE search_block (number bigint NOT NULL PRIMARY KEY)",
    "CREATE TABLE search_posting (block bigint NOT NULL, token text NOT NULL, places blob NOT NULL,"
    " PRIMARY KEY (block, token)) WITHOUT ROWID",
]
POSTGRESQL = [
    "DROP FUNCTION search_keys(text[])",
    "CREATE TABLE search_block (number bigint NOT NULL PRIMARY KEY)",
    # With room for what is written anew.
    'CREATE TABLE search_posting (block bigint NOT NULL, token text COLLATE "C" NOT NULL, places bytea NOT NULL,'
    " PRIMARY KEY (block, token)) WITH (fillfactor = 80)",
    # A bitmap hardly shrinks, and would be unpacked for every question.
    "ALTER TABLE search_posting ALTER COLUMN places SET STORAGE EXTERNAL",
]


def create(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_index", None)
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, None)


def publish_anew(apps, schema_editor):
    """Keys have another form: every entry is to be published anew, as ``prepare`` then does."""
    apps.get_model("core", "Entry").objects.update(digest="", found_by="", key=-models.F("sequence"))


class Migration(migrations.Migration):
    dependencies = [("core", "0005_entry_position")]

    operations = [migrations.RunPython(publish_anew), migrations.RunPython(create)]
