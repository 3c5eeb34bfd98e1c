import uuid

from django.db import migrations, models

BATCH = 2000
UIDS = uuid.UUID("6d6c3c1e-6f0b-5b0e-9a65-6f1f0c6e2d4b")


def give_uids(apps, schema_editor):
    """By the address that an entry has: of those that were renamed before, nobody knows the first."""
    Entry = apps.get_model("core", "Entry")
    there = Entry.objects.filter(uid=None, moved_to="").only("kind", "slug")
    last = 0
    while batch := list(there.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for entry in batch:
            entry.uid = uuid.uuid5(UIDS, f"{entry.kind}/{entry.slug}")
        Entry.objects.bulk_update(batch, ["uid"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.AddField(
            "entry", "uid", models.UUIDField(editable=False, null=True, unique=True)
        ),
        migrations.RunPython(give_uids, migrations.RunPython.noop),
    ]
