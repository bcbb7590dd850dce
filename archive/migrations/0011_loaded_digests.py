"""What fixtures loaded is recognised by a keyed hash, which the digests that are there were not.

The old digests are emptied: the next load of the same fixtures remembers anew what it finds unchanged. Lines that name
what is sealed or erased go altogether. Taking this back leaves the keyed digests, which an older version does not know:
it then takes every record for one that was changed.
"""

import json

from django.db import migrations
from django.db.models import Q
from django.utils import timezone


def forget_plain_digests(apps, schema_editor):
    using = schema_editor.connection.alias

    def rows(name):
        return apps.get_model("archive", name)._base_manager.using(using)

    lines = rows("LoadedRecord")
    if not lines.exists():
        return
    lines.update(digest="")
    sealed = set(rows("Redaction").filter(lifted_at=None).values_list("passage__public_id", flat=True))
    sealed |= set(rows("Person").filter(identity_protected=True).values_list("public_id", flat=True))
    sealed |= set(rows("PublicId").exclude(erased_at=None).values_list("value", flat=True))
    keys = lines.filter(natural_key__startswith="[").values_list("pk", "natural_key")
    telling = [key for key, natural in keys if not sealed.isdisjoint(json.loads(natural))]
    for start in range(0, len(telling), 500):
        lines.filter(pk__in=telling[start : start + 500]).delete()
    lines.filter(~Q(natural_key__startswith="[")).delete()
    rows("Residue").create(kind="database", tables=["archive_loadedrecord"], left_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("archive", "0010_opening_and_reasons")]
    operations = [migrations.RunPython(forget_plain_digests, migrations.RunPython.noop)]
