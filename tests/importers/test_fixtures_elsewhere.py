"""Records of other applications load as Django's own loaddata loads them, among ours."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management.base import CommandError

pytestmark = pytest.mark.django_db

GROUP = {
    "model": "auth.group",
    "fields": {"name": "volunteers", "permissions": [["view_testimony", "archive", "testimony"]]},
}
USER = {
    "model": "auth.user",
    "fields": {"username": "vera", "password": "!", "first_name": "Vera", "groups": [["volunteers"]]},
}


def test_users_and_groups_load_in_any_order(load):
    assert load([USER, GROUP]) == "Installed 2 object(s): 2 new, 0 updated, 0 unchanged"
    assert User.objects.get().groups.get().permissions.get().codename == "view_testimony"
    assert load([USER, GROUP]) == "Installed 2 object(s): 0 new, 0 updated, 2 unchanged"


def test_they_are_overwritten_as_django_does(load):
    load([USER, GROUP])
    User.objects.update(first_name="Somebody")
    assert "1 updated" in load([USER, GROUP])
    assert User.objects.get().first_name == "Vera"


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (USER, "auth.user, groups: there is no auth.group ['volunteers']"),
        ({"model": "auth.user", "fields": {"usrname": "x"}}, "auth.user, usrname: auth.user has no such field"),
        ({"model": "auth.user", "pk": "x", "fields": {"username": "x"}}, "auth.user pk x, pk:"),
        ({"model": "auth.group", "pk": 901, "fields": {"name": "publisher"}}, "line 2: auth.group pk 901, name:"),
    ],
)
def test_what_is_wrong_is_named(load, record, words):
    with pytest.raises(CommandError) as caught:
        load([record])
    assert words in str(caught.value)
    assert not User.objects.exists()


def test_explicit_keys_leave_the_sequence_behind_them(load):
    load([{"model": "auth.group", "pk": 9001, "fields": {"name": "volunteers"}}])
    assert Group.objects.create(name="next").pk > 9001
