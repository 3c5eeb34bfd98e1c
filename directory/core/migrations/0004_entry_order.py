from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("core", "0003_entry_key")]

    operations = [
        migrations.AlterField("entry", "key", models.BigIntegerField(unique=True)),
        migrations.AlterField(
            "entry",
            "content_type",
            models.ForeignKey(
                "contenttypes.ContentType", on_delete=models.CASCADE, related_name="+", db_index=False
            ),
        ),
        migrations.RemoveConstraint("entry", "core_entry_live_or_tombstone"),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, object_id__isnull=False)
                | Q(withdrawn_at__isnull=False, object_id__isnull=True, key__lt=0, document=""),
                name="core_entry_live_or_tombstone",
            ),
        ),
        migrations.RemoveIndex("entry", "core_entry_position"),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["latitude", "longitude", "key"],
                condition=Q(latitude__isnull=False),
                name="core_entry_position",
            ),
        ),
        migrations.AddIndex("entry", models.Index(fields=["kind", "updated_at"], name="core_entry_updated")),
        migrations.AddIndex("entry", models.Index(fields=["kind", "sequence"], name="core_entry_changes")),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["region_code", "kind"], condition=Q(withdrawn_at__isnull=True), name="core_entry_places"
            ),
        ),
        migrations.AddIndex(
            "entry", models.Index(fields=["key"], condition=Q(disputed=True), name="core_entry_disputed")
        ),
    ]
