"""Who may withhold words and protect identities, and a history of the workbench that keeps no words."""

import json

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import migrations, models

GRANTED = {
    "publisher": ["redact_passage", "protect_identity"],
    "administrator": ["redact_passage", "protect_identity", "unseal_redaction", "reveal_identity"],
}


def forwards(apps, schema_editor):
    using = schema_editor.connection.alias
    for label in ("contenttypes", "auth", "archive"):
        app_config = installed_apps.get_app_config(label)
        create_contenttypes(app_config, verbosity=0, using=using)
        create_permissions(app_config, verbosity=0, using=using)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in GRANTED.items():
        wanted = list(Permission.objects.using(using).filter(content_type__app_label="archive", codename__in=codenames))
        if len(wanted) != len(codenames):
            raise LookupError(f"There is no permission for {', '.join(codenames)}.")
        for group in Group.objects.using(using).filter(name=name):
            group.permissions.add(*wanted)
    clean_history(apps, using)


def clean_history(apps, using):
    """What the history of the workbench said of records of the archive before it kept identifiers only."""
    for entry in apps.get_model("admin", "LogEntry").objects.using(using).select_related("content_type").iterator():
        kind = entry.content_type
        if kind is None or kind.app_label != "archive":
            continue
        try:
            model = apps.get_model("archive", kind.model)
        except LookupError:
            model = None
        identifier = entry.object_id
        if model is not None and any(field.name == "public_id" for field in model._meta.fields):
            rows = models.QuerySet(model, using=using).filter(pk=entry.object_id)
            identifier = rows.values_list("public_id", flat=True).first() or identifier
        name = model._meta.verbose_name if model is not None else kind.model
        entry.object_repr = f"{name} {identifier}"[:200]
        entry.change_message = neutral(entry.change_message)
        entry.save(update_fields=["object_repr", "change_message"])


def neutral(message):
    try:
        changes = json.loads(message) if message.startswith("[") else None
    except ValueError:
        changes = None
    if not isinstance(changes, list):
        return message
    return json.dumps(
        [
            {verb: {**change, "object": change.get("name", "")} if "object" in change else change}
            for each in changes
            for verb, change in each.items()
        ]
    )


def backwards(apps, schema_editor):
    using = schema_editor.connection.alias
    codenames = {codename for names in GRANTED.values() for codename in names}
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    permissions.filter(content_type__app_label="archive", codename__in=codenames).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0007_erasing_and_second_person"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="passage",
            options={
                "ordering": ["position", "id"],
                "permissions": [
                    ("redact_passage", "Can withhold words of a passage"),
                    ("unseal_redaction", "Can read sealed words and identities, and lift a redaction"),
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="person",
            options={
                "ordering": ["sort_key", "id"],
                "permissions": [
                    ("protect_identity", "Can protect the identity of a person"),
                    ("reveal_identity", "Can take back the protection of an identity"),
                ],
                "verbose_name_plural": "people",
            },
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
                    ("unsealed", "Original looked at"),
                    ("identity_protected", "Identity protected"),
                    ("identity_revealed", "Identity revealed"),
                    ("identity_unsealed", "Identity looked at"),
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
        migrations.RunPython(forwards, backwards),
    ]
