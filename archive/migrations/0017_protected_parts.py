"""Who is protected of those that an account and its consents lead to is kept when they are taken out of there.

For the accounts that are there it is read off who takes part in them and gave their consents now. Taking this back
forgets it; whose originals are withheld stays so.
"""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def keep_parts(apps, schema_editor):
    using = schema_editor.connection.alias

    def protected(name, person):
        rows = (
            apps.get_model("archive", name)._base_manager.using(using).filter(**{f"{person}__identity_protected": True})
        )
        return rows.order_by().values_list("testimony", person).distinct()

    parts = dict.fromkeys(protected("Consent", "narrator"), False) | dict.fromkeys(
        protected("Participation", "person"), True
    )
    ProtectedPart = apps.get_model("archive", "ProtectedPart")
    ProtectedPart._base_manager.using(using).bulk_create(
        [
            ProtectedPart(testimony_id=testimony, person_id=person, takes_part=takes_part)
            for (testimony, person), takes_part in sorted(parts.items())
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("archive", "0016_residue_named")]

    operations = [
        migrations.CreateModel(
            name="ProtectedPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="entered on"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="last changed on"
                    ),
                ),
                ("takes_part", models.BooleanField()),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="archive.person",
                    ),
                ),
                (
                    "testimony",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="archive.testimony"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("testimony", "person"), name="one_protected_part_per_person")
                ],
            },
        ),
        migrations.RunPython(keep_parts, migrations.RunPython.noop),
    ]
