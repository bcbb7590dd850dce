"""Links at which a testimony can be read before it is published, who may give them, and their ledger entries."""

import django.db.models.deletion
import django.utils.timezone
from django.apps import apps as installed_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import migrations, models

CODENAMES = ["view_previewlink", "add_previewlink", "change_previewlink"]
GROUPS = ["publisher", "administrator"]


def forwards(apps, schema_editor):
    using = schema_editor.connection.alias
    for label in ("contenttypes", "auth", "archive"):
        app_config = installed_apps.get_app_config(label)
        create_contenttypes(app_config, verbosity=0, using=using)
        create_permissions(app_config, verbosity=0, using=using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    wanted = list(permissions.filter(content_type__app_label="archive", codename__in=CODENAMES))
    if len(wanted) != len(CODENAMES):
        raise LookupError(f"There is no permission for {', '.join(CODENAMES)}.")
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=GROUPS):
        group.permissions.add(*wanted)


def backwards(apps, schema_editor):
    using = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    permissions.filter(content_type__app_label="archive", content_type__model="previewlink").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0008_sealing"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                    ("preview_given", "Preview link given"),
                    ("preview_revoked", "Preview link revoked"),
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
            name="PreviewLink",
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
                ("token_digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("for_whom", models.CharField(max_length=255)),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "testimony",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preview_links",
                        to="archive.testimony",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(forwards, backwards),
    ]
