"""Migrations run forwards and back, with data in the tables, on an empty database of each kind."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from archive.models import LedgerHead, LoadedRecord, Person, Residue
from archive.models.sealed import ProtectedPart
from tests import cast


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_the_groups_are_made_with_their_permissions():
    assert set(Group.objects.values_list("name", flat=True)) >= {
        "cataloguer",
        "reviewer",
        "publisher",
        "administrator",
    }
    publish = Permission.objects.get(codename="publish_testimony")
    assert set(publish.group_set.values_list("name", flat=True)) == {"publisher", "administrator"}
    assert not Permission.objects.filter(
        group__isnull=False, content_type__model__in=["sealedtext", "sealedidentity", "redaction"]
    ).exists()
    assert LedgerHead.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_groups_go_and_come_back_and_the_records_stay():
    cast.testimony()
    staff = cast.staff("publisher")
    try:
        MigrationExecutor(connection).migrate([("archive", "0001_initial")])
        assert not Group.objects.filter(name="publisher").exists()
        assert staff.groups.count() == 0
    finally:
        MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert Group.objects.filter(name="publisher").exists()
    assert cast.Testimony.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_digests_that_need_no_key_are_emptied_and_lines_that_tell_go():
    person, other = cast.person(), cast.person("A neighbour")
    Person.objects.filter(pk=person.pk).write_guarded(identity_protected=True)
    try:
        MigrationExecutor(connection).migrate([("archive", "0010_opening_and_reasons")])
        for each in (person, other):
            key = f'["{each.public_id}", "en", "A name"]'
            LoadedRecord.objects.create(label="archive.name", natural_key=key, digest="a" * 64)
    finally:
        MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    [line] = LoadedRecord.objects.all()
    assert other.public_id in line.natural_key
    assert line.digest == ""
    assert Residue.objects.get().tables == ["archive_loadedrecord"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_is_protected_in_an_account_is_kept_from_now_on():
    both, gave, open_one = cast.person("Takes part"), cast.person("Gave a consent"), cast.person("Not protected")
    testimony, other = cast.testimony(narrator=both), cast.testimony("Other", narrator=open_one)
    for narrator in (both, gave, open_one):
        cast.consent(testimony, narrator=narrator)
    Person.objects.exclude(pk=open_one.pk).write_guarded(identity_protected=True)
    cast.Testimony.objects.filter(pk=other.pk).write_guarded(originals_withheld=True)
    for _again in range(2):
        try:
            MigrationExecutor(connection).migrate([("archive", "0016_residue_named")])
        finally:
            MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
        kept = set(ProtectedPart.objects.values_list("testimony", "person", "takes_part"))
        assert kept == {(testimony.pk, both.pk, True), (testimony.pk, gave.pk, False)}
    assert cast.Testimony.objects.get(originals_withheld=True) == other


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_everything_can_be_taken_back_to_nothing():
    try:
        MigrationExecutor(connection).migrate([("archive", None)])
        tables = connection.introspection.table_names()
        assert not [table for table in tables if table.startswith("archive_")]
    finally:
        MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert LedgerHead.objects.count() == 1
