"""A stamp for each block of the index, which is new whenever the block is written; lengths are read by block, too."""

from secrets import randbits

from django.db import migrations, models

BLOCK = 1024


def stamp_blocks(apps, schema_editor):
    using = schema_editor.connection.alias
    keys = apps.get_model("archive", "IndexedTestimony").objects.using(using).values_list("testimony", flat=True)
    IndexedBlock = apps.get_model("archive", "IndexedBlock")
    blocks = {key // BLOCK for key in keys.iterator()}
    rows = [IndexedBlock(block=block, stamp=randbits(63)) for block in sorted(blocks)]
    IndexedBlock.objects.using(using).bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0013_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndexedBlock",
            fields=[
                ("block", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("stamp", models.BigIntegerField()),
            ],
        ),
        migrations.RemoveIndex(model_name="indexedtestimony", name="indexed_lengths"),
        migrations.AddIndex(
            model_name="indexedtestimony",
            index=models.Index(
                fields=["testimony"], condition=models.Q(has_restricted=True), name="indexed_restricted"
            ),
        ),
        migrations.RunPython(stamp_blocks, migrations.RunPython.noop, elidable=True),
    ]
