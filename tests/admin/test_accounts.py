"""Logins and groups: whoever edits them cannot rise above what they may do themselves."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from tests import cast
from tests.admin.workbench import as_group, as_superuser, at, errors_of, form_on, logged_in, send

pytestmark = pytest.mark.django_db

LACKING = "delete_consent"


@pytest.fixture
def stronger():
    """A group with a permission that no administrator has."""
    group = Group.objects.create(name="stronger")
    group.permissions.add(Permission.objects.get(codename=LACKING))
    return group


def test_an_administrator_reads_what_a_group_may_do_and_cannot_change_it():
    client, group = as_group("administrator"), Group.objects.get(name="administrator")
    lacking = Permission.objects.get(codename=LACKING)
    before = set(group.permissions.all())
    assert "permissions" not in client.get(at(group)).context["adminform"].form.fields
    response = client.post(at(group), form_on(client, at(group)) | {"permissions": [lacking.pk]}, follow=True)
    assert response.redirect_chain
    assert set(group.permissions.all()) == before


def test_a_group_that_an_administrator_makes_may_do_nothing():
    client = as_group("administrator")
    permission = Permission.objects.get(codename=LACKING)
    client.post(at(Group, "add"), {"name": "mine", "permissions": [permission.pk]})
    assert not Group.objects.get(name="mine").permissions.exists()


def test_a_superuser_changes_what_a_group_may_do():
    group = Group.objects.get(name="cataloguer")
    permission = Permission.objects.get(codename=LACKING)
    assert send(as_superuser(), at(group), permissions=[permission.pk]).redirect_chain
    assert list(group.permissions.all()) == [permission]


def test_an_administrator_brings_no_one_into_a_group_that_may_do_more(stronger):
    client = as_group("administrator")
    response = send(client, at(client.user), groups=[client.user.groups.get().pk, stronger.pk])
    assert errors_of(response)["groups"] == ["Only a superuser adds to a group that may do more than you: stronger."]
    assert not stronger.user_set.exists()


def test_who_is_in_such_a_group_already_is_not_edited_by_an_administrator(stronger):
    """With the address or the password changed, one could log in as them."""
    user = cast.user("leyla", "cataloguer", is_staff=True)
    user.groups.add(stronger)
    as_group("administrator").post(at(user), {"username": "leyla", "email": "another@example.org"})
    user.refresh_from_db()
    assert user.email == "leyla@example.org"


@pytest.mark.parametrize("group", ["cataloguer", "reviewer", "publisher", "administrator"])
def test_an_administrator_gives_the_archives_own_groups(group):
    user, given = cast.user("new", is_staff=True), Group.objects.get(name=group)
    assert send(as_group("administrator"), at(user), groups=[given.pk]).redirect_chain
    assert list(user.groups.all()) == [given]


def test_a_superuser_gives_any_group(stronger):
    user = cast.user("new", is_staff=True)
    assert send(as_superuser(), at(user), groups=[stronger.pk]).redirect_chain
    assert list(user.groups.all()) == [stronger]


def test_whoever_edits_logins_does_not_edit_someone_who_may_do_more():
    editor = cast.user("editor of logins", is_staff=True)
    editor.user_permissions.add(*Permission.objects.filter(codename__in=["view_user", "change_user"]))
    publisher, reader = cast.staff("publisher"), cast.user("reader")
    client = logged_in(editor)
    for user, status in ((publisher, 403), (reader, 200)):
        assert client.get(reverse("admin:auth_user_password_change", args=[user.pk])).status_code == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("access_requests__isnull=0", 400),
        ("access_requests=1", 400),
        ("access_grants__isnull=0", 400),
        ("emailaddress__isnull=0", 400),
        ("authenticator__isnull=0", 400),
        ("groups__id__exact=1", 200),
        ("is_staff__exact=1", 200),
    ],
)
def test_the_list_of_logins_does_not_tell_who_asked_for_what(query, status):
    viewer = cast.user("viewer of logins", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_user"))
    for client in (logged_in(viewer), as_superuser()):
        assert client.get(f"{reverse('admin:auth_user_changelist')}?{query}").status_code == status
