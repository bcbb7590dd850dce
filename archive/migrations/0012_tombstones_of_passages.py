"""Which passages everyone could read when their testimony was withdrawn is kept, and no longer asked of today's levels.

Of what was withdrawn before, it is what today's levels say: nothing else is known of it.
"""

from django.db import migrations, models
from django.db.models import F, Q


def keep_tombstones(apps, schema_editor):
    using = schema_editor.connection.alias
    Passage = apps.get_model("archive", "Passage")
    withdrawn = F("transcript__testimony__withdrawn_at")
    embargo = "transcript__testimony__embargo_until"
    left = models.QuerySet(Passage, using=using).filter(
        Q(**{embargo: None}) | Q(**{f"{embargo}__lte": withdrawn}),
        transcript__testimony__status="withdrawn",
        transcript__testimony__leaves_tombstone=True,
        transcript__testimony__access="public",
        transcript__access="",
        access="",
        created_at__lte=withdrawn,
    )
    keys = list(left.values_list("pk", flat=True))
    for start in range(0, len(keys), 500):
        rows = models.QuerySet(Passage, using=using).filter(pk__in=keys[start : start + 500])
        rows.update(leaves_tombstone=True)


class Migration(migrations.Migration):
    dependencies = [("archive", "0011_loaded_digests")]
    operations = [
        migrations.AddField(
            model_name="passage",
            name="leaves_tombstone",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(keep_tombstones, migrations.RunPython.noop, elidable=True),
    ]
