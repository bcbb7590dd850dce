"""Which terms a request agreed to; requests and grants that were detached from their researcher; their ledger entries."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def drop_detached(apps, schema_editor):
    """Before a researcher is required again: what was detached from its researcher holds nothing that could be kept."""
    using = schema_editor.connection.alias
    for name in ("AccessGrant", "AccessRequest"):
        apps.get_model("archive", name).objects.using(using).filter(researcher=None).delete()
    if schema_editor.connection.vendor == "postgresql":  # it alters no table that still has constraints to check
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0004_known_newest"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="accessrequest",
            name="terms_version",
            field=models.CharField(blank=True, editable=False, max_length=20),
        ),
        migrations.AlterField(
            model_name="accessgrant",
            name="researcher",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="access_grants",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="accessrequest",
            name="decision",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("granted", "Granted"),
                    ("declined", "Declined"),
                    ("cancelled", "Taken back by the researcher"),
                    ("lapsed", "Lapsed: never decided"),
                ],
                default="open",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="accessrequest",
            name="researcher",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="access_requests",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="action",
            field=models.CharField(
                choices=[
                    ("submitted", "Submitted for review"),
                    ("returned", "Returned"),
                    ("published", "Published"),
                    ("withdrawn", "Withdrawn"),
                    ("restored", "Restored"),
                    ("erased", "Erased"),
                    ("access_set", "Access set"),
                    ("consent_recorded", "Consent recorded"),
                    ("consent_revoked", "Consent taken back"),
                    ("redacted", "Redacted"),
                    ("redaction_lifted", "Redaction lifted"),
                    ("identity_protected", "Identity protected"),
                    ("identity_revealed", "Identity revealed"),
                    ("granted", "Access granted"),
                    ("grant_revoked", "Grant revoked"),
                    ("grant_end_set", "Grant's end set"),
                    ("request_declined", "Request declined"),
                    ("merged", "Merged"),
                    ("loaded", "Loaded as published"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "open"), _negated=True), ("researcher__isnull", False), _connector="OR"
                ),
                name="open_request_has_its_researcher",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_detached),
    ]
