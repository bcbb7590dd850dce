"""What erasing, residue and the second person need; the new permissions reach the groups."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ADMINISTRATOR = ["erase_testimony", "view_residue", "view_proposedaction"]
PUBLISHER = ["view_proposedaction"]
GROUPS = {"administrator": ADMINISTRATOR, "publisher": PUBLISHER}


def give_permissions(apps, schema_editor):
    using = schema_editor.connection.alias
    import_module("archive.migrations.0002_groups_and_ledger_head").make_permissions(using)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        wanted = Permission.objects.using(using).filter(content_type__app_label="archive", codename__in=codenames)
        if wanted.count() != len(codenames):
            raise LookupError(f"The permissions for the group {name} are not all there: {', '.join(codenames)}.")
        for group in Group.objects.using(using).filter(name=name):
            group.permissions.add(*wanted)


def take_permissions(apps, schema_editor):
    using = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    permissions.filter(content_type__app_label="archive", codename__in=ADMINISTRATOR).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0006_accounts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Residue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(db_index=True, max_length=16, verbose_name="public identifier")),
                (
                    "kind",
                    models.CharField(choices=[("file", "File"), ("database", "Pages of the database")], max_length=10),
                ),
                ("path", models.CharField(blank=True, max_length=200)),
                ("tables", models.JSONField(blank=True, default=list)),
                ("left_at", models.DateTimeField()),
                ("tried_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                (
                    "obstacle",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not tried yet"),
                            ("reader", "A reader still holds the state from before"),
                            ("busy", "The tables or the database were in use"),
                            ("failed", "The storage or the database refused"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("cleaned_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "residue",
                "ordering": ["-left_at", "-id"],
            },
        ),
        migrations.AlterModelOptions(
            name="testimony",
            options={
                "ordering": ["sort_key", "id"],
                "permissions": [
                    ("view_unpublished", "Can read what is not published"),
                    ("submit_testimony", "Can submit a testimony for review"),
                    ("return_testimony", "Can return a testimony to its cataloguer"),
                    ("publish_testimony", "Can publish a testimony"),
                    ("withdraw_testimony", "Can withdraw and restore a testimony"),
                    ("set_access_testimony", "Can set the access and embargo of a testimony"),
                    ("erase_testimony", "Can erase a testimony for good"),
                ],
                "verbose_name_plural": "testimonies",
            },
        ),
        migrations.AddField(
            model_name="publicid",
            name="tombstone_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="The date that its address still tells; none where it tells nothing.",
                null=True,
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
                    ("proposed", "Asked for; a second person decides"),
                    ("confirmed", "Confirmed by a second person"),
                    ("declined", "Declined by a second person"),
                    ("replayed", "Ledger replayed on a restored backup"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="ProposedAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, verbose_name="action")),
                ("permission", models.CharField(max_length=100)),
                ("record_kind", models.CharField(max_length=40)),
                ("record", models.CharField(db_index=True, max_length=16, verbose_name="public identifier")),
                ("state_seen", models.CharField(blank=True, max_length=40)),
                ("details", models.JSONField(blank=True, default=dict)),
                ("reason", models.TextField(blank=True)),
                ("proposed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for a second person"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("expired", "Expired"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-proposed_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("proposed_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="proposal_decided_by_another_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "open")),
                        fields=("code", "record"),
                        name="one_open_proposal_of_an_action",
                    ),
                ],
            },
        ),
        migrations.RunPython(give_permissions, take_permissions),
    ]
