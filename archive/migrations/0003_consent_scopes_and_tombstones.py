"""Every scope of consent takes effect; that an account exists becomes one; what leaves a tombstone is decided on withdrawal."""

from django.db import migrations, models
from django.utils import timezone

STEMS = {
    "may_read": "readable",
    "may_hear": "hearable",
    "may_quote": "quotable",
    "may_download": "downloadable",
    "may_use_by_machine": "minable",
    "may_show_name": "nameable",
}
"""The scopes there were before this migration, with the columns they are folded into. No consent so far said whether the
existence of an account may be known: until one does, it may not."""


def union(consents):
    """The first span without a gap in which one of ``consents`` is in force."""
    starts = ends = None
    for consent in sorted(consents, key=lambda each: each.valid_from):
        if starts is None:
            starts, ends = consent.valid_from, consent.valid_until
        elif ends is not None and consent.valid_from <= ends:
            ends = None if consent.valid_until is None else max(ends, consent.valid_until)
    return starts, ends


def folded(consents, scope, now):
    """From when until when ``consents`` allow ``scope``, as ``archive.actions.consent`` had it at this migration."""
    in_force = [
        each
        for each in consents
        if getattr(each, scope) and each.revoked_at is None and (each.valid_until is None or each.valid_until > now)
    ]
    narrators = {each.narrator_id for each in consents} - {None}
    spans = [union([each for each in in_force if each.narrator_id == narrator]) for narrator in narrators]
    general = [each for each in in_force if each.narrator_id is None]
    if general or not narrators:
        spans.append(union(general))
    if any(starts is None for starts, _ends in spans):
        return None, None
    starts = max(starts for starts, _ends in spans)
    endings = [ends for _starts, ends in spans if ends is not None]
    ends = min(endings) if endings else None
    return (None, None) if ends is not None and ends <= starts else (starts, ends)


def forwards(apps, schema_editor):
    using = schema_editor.connection.alias
    Testimony, Consent, Name, Person = (
        apps.get_model("archive", model) for model in ("Testimony", "Consent", "Name", "Person")
    )
    now = timezone.now()
    for testimony in Testimony.objects.using(using).only("pk").iterator():
        consents = list(Consent.objects.using(using).filter(testimony=testimony))
        columns = {}
        for scope, stem in STEMS.items():
            columns[f"{stem}_from"], columns[f"{stem}_until"] = folded(consents, scope, now)
        models.QuerySet(Testimony, using=using).filter(pk=testimony.pk).update(**columns)
    withdrawn = models.QuerySet(Testimony, using=using).filter(status="withdrawn").exclude(access="closed")
    withdrawn.update(leaves_tombstone=True)
    real = Name.objects.using(using).exclude(kind__in=["description", "pseudonym"]).exclude(person=None)
    models.QuerySet(Person, using=using).filter(pk__in=real.values("person")).update(is_named=True)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0002_groups_and_ledger_head"),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="may_be_known",
            field=models.BooleanField(
                default=False,
                help_text="Readers may be told that the account exists while its content is closed to them.",
                verbose_name="existence known",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="revoked_scopes",
            field=models.JSONField(default=dict, editable=False, verbose_name="scopes revoked"),
        ),
        migrations.AddField(
            model_name="person",
            name="is_named",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="testimony",
            name="downloadable_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="testimony",
            name="downloadable_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="testimony",
            name="hearable_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="testimony",
            name="hearable_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="testimony",
            name="knowable_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="testimony",
            name="knowable_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="testimony",
            name="leaves_tombstone",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="testimony",
            name="minable_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="testimony",
            name="minable_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="testimony",
            name="nameable_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="testimony",
            name="nameable_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="testimony",
            name="originals_withheld",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="testimony",
            name="quotable_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="testimony",
            name="quotable_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="testimony",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hearable_until__isnull", True),
                    models.Q(("hearable_from__isnull", False), ("hearable_until__gt", models.F("hearable_from"))),
                    _connector="OR",
                ),
                name="testimony_hearable_until_after_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="testimony",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quotable_until__isnull", True),
                    models.Q(("quotable_from__isnull", False), ("quotable_until__gt", models.F("quotable_from"))),
                    _connector="OR",
                ),
                name="testimony_quotable_until_after_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="testimony",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("downloadable_until__isnull", True),
                    models.Q(
                        ("downloadable_from__isnull", False), ("downloadable_until__gt", models.F("downloadable_from"))
                    ),
                    _connector="OR",
                ),
                name="testimony_downloadable_until_after_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="testimony",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minable_until__isnull", True),
                    models.Q(("minable_from__isnull", False), ("minable_until__gt", models.F("minable_from"))),
                    _connector="OR",
                ),
                name="testimony_minable_until_after_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="testimony",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("nameable_until__isnull", True),
                    models.Q(("nameable_from__isnull", False), ("nameable_until__gt", models.F("nameable_from"))),
                    _connector="OR",
                ),
                name="testimony_nameable_until_after_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="testimony",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("knowable_until__isnull", True),
                    models.Q(("knowable_from__isnull", False), ("knowable_until__gt", models.F("knowable_from"))),
                    _connector="OR",
                ),
                name="testimony_knowable_until_after_from",
            ),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
