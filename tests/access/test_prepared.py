"""Conditions whose SQL is kept: what changes from one use to the next is put in, and nothing is taken for something
else that stands around it."""

import re
from datetime import timedelta

import pytest
from django.db.models import Count, Exists, F, Q
from django.utils import timezone

from archive.access import authorities, naming, own_accounts, prepared
from archive.access.viewer import Viewer
from archive.models import Person
from archive.views.marking import yes_or_no
from tests import cast

pytestmark = pytest.mark.django_db

CONDITIONS = [
    each
    for module in (authorities, naming, own_accounts)
    for each in vars(module).values()
    if hasattr(each, "__wrapped__") and each.__module__ == module.__name__
]


@pytest.fixture(autouse=True)
def nothing_kept():
    prepared.written.cache_clear()


def sql_of(condition):
    values = condition.__wrapped__.__code__.co_argcount - 1
    pieces = prepared.written(condition.__wrapped__, Viewer().rights_at(prepared.SOME_MOMENT), values, "default")
    return "".join(piece.text + ("" if piece.then is None else "outside.value") for piece in pieces)


def used_twice(sql):
    """The names of tables that mean another table further out."""
    open_names, twice = [set()], set()
    for found in re.finditer(r'\(SELECT|\(|\)|(?:FROM|JOIN) "?\w+"?(?: ("?\w+"?))?', sql):
        if found[0].startswith("("):
            open_names.append(set())
        elif found[0] == ")":
            open_names.pop()
        elif found[1] and found[1] not in ("WHERE", "ON", "INNER"):
            twice |= {found[1]} & set().union(*open_names[:-1])
            open_names[-1].add(found[1])
    return twice


def test_there_are_such_conditions():
    assert len(CONDITIONS) > 10


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda each: each.__name__)
def test_no_table_has_the_name_of_one_around_it(condition):
    assert used_twice(sql_of(condition)) == set()


def test_a_name_used_twice_is_found():
    assert used_twice('EXISTS(SELECT 1 FROM "a" U0 WHERE EXISTS(SELECT 1 FROM "b" U0 WHERE U0.x = U0.y))') == {"U0"}


def test_the_text_is_written_once_for_all_who_have_the_same_rights():
    later = Viewer(user_id=8, now=timezone.now() + timedelta(days=1))
    for viewer in (Viewer(user_id=7), later):
        list(Person.objects.visible_to(viewer))
    info = prepared.written.cache_info()
    assert info.hits > 0
    before = info.currsize
    list(Person.objects.visible_to(Viewer()))
    assert prepared.written.cache_info().currsize > before


def test_the_moment_is_the_one_at_which_it_is_asked():
    opens = timezone.now() + timedelta(hours=1)
    testimony = cast.testimony(embargo_until=opens)
    person = testimony.participations.first().person
    for now, seen in ((opens - timedelta(seconds=1), False), (opens, True), (opens - timedelta(seconds=1), False)):
        assert Person.objects.visible_to(Viewer(now=now)).filter(pk=person.pk).exists() is seen


def test_grants_are_those_of_the_reader():
    testimony = cast.testimony(access="on_request")
    person = testimony.participations.first().person
    for grants, seen in (({testimony.pk}, True), (set(), False), ({testimony.pk + 1}, False)):
        viewer = Viewer(user_id=1, grants=frozenset(grants))
        assert Person.objects.visible_to(viewer).filter(pk=person.pk).exists() is seen


def test_rows_are_counted_by_it():
    known = cast.testimony().participations.first().person
    unknown = cast.person("Bahram")
    both = Person.objects.filter(pk__in=[known.pk, unknown.pk])
    counted = both.annotate(told=yes_or_no(authorities.person(Viewer()))).values("told").annotate(rows=Count("pk"))
    assert {each["told"]: each["rows"] for each in counted} == {True: 1, False: 1}


def test_two_conditions_of_one_name_are_refused():
    def narrating(viewer, person):
        raise AssertionError("never asked")

    with pytest.raises(ValueError, match="another prepared condition is called narrating"):
        prepared.prepared(narrating)


def test_a_percent_sign_in_the_text_is_not_taken_for_a_value():
    @prepared.prepared
    def odd_and_named(viewer, own):
        odd = Person.objects.alias(left=F("pk") % 2).filter(left=1, heading="Leyla")
        return Q(Exists(odd.filter(pk=own)))

    people = [cast.person(name) for name in ("Leyla", "Leyla", "Rauf", "Rauf")]
    expected = {each.pk for each in people if each.pk % 2 and each.heading == "Leyla"}
    found = Person.objects.filter(odd_and_named(Viewer(), "pk"), pk__in=[each.pk for each in people])
    assert {each.pk for each in found} == expected
    assert expected
