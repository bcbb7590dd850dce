"""The four groups of staff with their permissions, and the one row that ledger appends are serialised on."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import migrations

CATALOGUED = [
    "collection",
    "event",
    "eventparticipation",
    "language",
    "mediafile",
    "mention",
    "name",
    "note",
    "organisation",
    "participation",
    "passage",
    "person",
    "personrelation",
    "place",
    "section",
    "session",
    "source",
    "sourcecontribution",
    "statement",
    "tag",
    "taggedtestimony",
    "testimony",
    "testimonylanguage",
    "transcript",
]
PUBLISHABLE = ["testimony", "source", "collection"]
KEPT = ["publicid", "ledgerentry", "term"]

CATALOGUER = [
    "view_unpublished",
    *(f"{verb}_{model}" for model in CATALOGUED for verb in ("view", "add", "change", "delete")),
    *(f"submit_{model}" for model in PUBLISHABLE),
    *(f"view_{model}" for model in KEPT),
    "view_consent",
    "add_consent",
]
REVIEWER = [
    *CATALOGUER,
    *(f"return_{model}" for model in PUBLISHABLE),
    "change_consent",
]
PUBLISHER = [
    *REVIEWER,
    *(f"{verb}_{model}" for model in PUBLISHABLE for verb in ("publish", "withdraw")),
    "set_access_testimony",
    "revoke_consent",
    *(f"{verb}_{model}" for model in ("accessrequest", "accessgrant") for verb in ("view", "add", "change")),
]
ADMINISTRATOR = [
    *PUBLISHER,
    *(f"{verb}_term" for verb in ("add", "change", "delete")),
    *(f"{verb}_{model}" for model in ("user", "group") for verb in ("view", "add", "change", "delete")),
]
GROUPS = {
    "cataloguer": CATALOGUER,
    "reviewer": REVIEWER,
    "publisher": PUBLISHER,
    "administrator": ADMINISTRATOR,
}


def make_permissions(using):
    """Permissions are otherwise made only after the last migration."""
    for label in ("auth", "contenttypes", "archive"):
        app_config = installed_apps.get_app_config(label)
        create_contenttypes(app_config, verbosity=0, using=using)
        create_permissions(app_config, verbosity=0, using=using)


def forwards(apps, schema_editor):
    using = schema_editor.connection.alias
    make_permissions(using)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        group, _created = Group.objects.using(using).get_or_create(name=name)
        wanted = Permission.objects.using(using).filter(
            content_type__app_label__in=["archive", "auth"], codename__in=codenames
        )
        missing = set(codenames) - set(wanted.values_list("codename", flat=True))
        if missing:
            raise LookupError(f"There is no permission {', '.join(sorted(missing))} for the group {name}.")
        group.permissions.add(*wanted)
    apps.get_model("archive", "LedgerHead").objects.using(using).get_or_create(pk=1)


def backwards(apps, schema_editor):
    using = schema_editor.connection.alias
    apps.get_model("auth", "Group").objects.using(using).filter(name__in=GROUPS).delete()
    apps.get_model("archive", "LedgerHead").objects.using(using).filter(pk=1).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
