"""Every page of the workbench opens; its lists take as many queries for fifty records as for five."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from archive.models import sealed
from archive.models.base import Record
from config.admin_site import SUBJECTS
from tests import cast
from tests.admin.house import furnish
from tests.admin.workbench import as_group, as_superuser, at, errors_of, form_on

pytestmark = pytest.mark.django_db

REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
READ_ONLY = {
    "archive.LedgerEntry",
    "archive.PublicId",
    "archive.AccessRequest",
    "archive.AccessGrant",
    "archive.PreviewLink",
    "archive.ProposedAction",
    "archive.Residue",
}
QUERIES_AT_MOST = 25


@pytest.fixture
def client():
    return as_superuser()


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_the_list_opens_and_searches(client, model, django_assert_max_num_queries):
    furnish()
    with django_assert_max_num_queries(QUERIES_AT_MOST):
        assert client.get(at(model, "changelist")).status_code == 200
    for words in ("Xocalı", "1992", "!!!", "'\"%_\\"):
        assert client.get(at(model, "changelist"), {"q": words}).status_code == 200, words


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_the_page_to_add_opens(client, model, django_assert_max_num_queries):
    with django_assert_max_num_queries(QUERIES_AT_MOST):
        response = client.get(at(model, "add"))
    assert response.status_code == (403 if model._meta.label in READ_ONLY else 200)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_the_page_to_change_opens(client, model, django_assert_max_num_queries):
    furnish()
    record = model._default_manager.order_by("pk").first()
    assert record is not None, f"tests/admin/house.py has no {model._meta.label}"
    with django_assert_max_num_queries(QUERIES_AT_MOST):
        assert client.get(at(record)).status_code == 200
    assert client.get(at(record, "history")).status_code == 200


def test_lists_take_as_many_queries_for_fifty_records_as_for_five(client):
    def queries() -> dict[str, int]:
        found = {}
        for model in REGISTERED:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(at(model, "changelist")).status_code == 200
            found[model._meta.label] = len(captured)
        return found

    for _each in range(5):
        furnish()
    few = queries()
    for _each in range(45):
        furnish()
    many = queries()
    assert {label: number for label, number in many.items() if number > few[label]} == {}


def test_rows_on_a_page_take_no_queries_of_their_own(client):
    house = furnish()
    testimony = house["testimony"]

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at(testimony)).status_code == 200
        return len(captured)

    def one_more(_number: int) -> None:
        testimony.participations.create(person=cast.person(), role="present", position=3)
        testimony.sessions.create(position=testimony.sessions.count() + 1, place=cast.place())
        testimony.tags.add(f"tag {next(cast.numbers)}")
        cast.consent(testimony)

    one_more(0)
    few = queries()
    for number in range(8):
        one_more(number)
    assert queries() == few


def test_mentions_on_a_passage_take_no_queries_of_their_own(client):
    passage = furnish()["passage"]

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at(passage)).status_code == 200
        return len(captured)

    cast.mention(passage, "river", cast.place())
    few = queries()
    for _each in range(8):
        cast.mention(passage, "river", cast.place())
        cast.mention(passage, "river", cast.person())
    assert queries() == few


def test_the_first_page_groups_records_by_subject(client):
    names = [group["name"] for group in client.get(reverse("admin:index")).context["app_list"]]
    assert names == [subject.name for subject in SUBJECTS]
    assert "Archive" not in names


def test_every_subject_has_a_page_and_every_model_a_subject(client):
    for subject in SUBJECTS:
        response = client.get(reverse("admin:subject", args=[subject.code]))
        assert response.status_code == 200
        assert len(response.context["app_list"][0]["models"]) == len(subject.models)
    assert {label for subject in SUBJECTS for label in subject.models} == {
        model._meta.label_lower for model in REGISTERED
    }
    assert client.get(reverse("admin:subject", args=["sealed"])).status_code == 404


def test_a_cataloguer_sees_no_subject_without_a_record_to_see():
    client = as_group("cataloguer")
    codes = [group["app_label"] for group in client.get(reverse("admin:index")).context["app_list"]]
    assert "accounts" not in codes
    assert "access" not in codes
    assert client.get(reverse("admin:subject", args=["accounts"])).status_code == 404


def test_the_workbench_leads_to_the_site_and_is_named_after_the_archive(client, settings):
    page = client.get(reverse("admin:index")).content.decode()
    assert settings.ARCHIVE_NAME in page
    assert '<a href="/">View site</a>' in page


@pytest.mark.parametrize("group", ["cataloguer", "reviewer", "publisher", "administrator"])
def test_every_page_answers_every_group_as_its_permissions_say(group):
    furnish()
    client = as_group(group)
    for model in REGISTERED:
        label = f"{model._meta.app_label}.{{}}_{model._meta.model_name}"
        may_view = any(client.user.has_perm(label.format(verb)) for verb in ("view", "change"))
        assert client.get(at(model, "changelist")).status_code == (200 if may_view else 403), model
        assert client.get(at(model._default_manager.order_by("pk").first())).status_code == (200 if may_view else 403)
        may_add = client.user.has_perm(label.format("add")) and model._meta.label not in READ_ONLY
        assert client.get(at(model, "add")).status_code == (200 if may_add else 403), model


def test_sealed_records_are_not_in_the_workbench():
    sealed_models = {model for model in vars(sealed).values() if getattr(model, "__module__", "") == sealed.__name__}
    assert len(sealed_models) == 4
    assert not sealed_models & set(admin.site._registry)


def test_no_list_and_no_form_offers_a_column_that_actions_own(client):
    for model, model_admin in admin.site._registry.items():
        if not issubclass(model, Record):
            continue
        assert not set(model_admin.list_editable) & set(model.GUARDED)
        request = client.get(at(model, "changelist")).wsgi_request
        if not model_admin.has_change_permission(request):
            continue
        form = model_admin.get_form(request)
        assert not set(form.base_fields) & set(model.GUARDED), model


def test_someone_who_is_no_curator_finds_only_what_the_public_finds():
    """A login on the staff with a look at testimonies, and no permission to read what is not published."""
    draft = cast.testimony("Not yet", state="draft")
    public = cast.testimony("For all")
    user = cast.user("volunteer", is_staff=True)
    group = Group.objects.create(name="volunteers")
    group.permissions.set(Group.objects.get(name="cataloguer").permissions.filter(codename="view_testimony"))
    user.groups.add(group)
    client = as_superuser()
    client.force_login(user)
    assert client.get(at(public)).status_code == 200
    assert client.get(at(draft)).status_code == 302
    assert "Not yet" not in client.get(at(type(draft), "changelist")).content.decode()


def test_only_a_superuser_makes_a_superuser(client):
    root = User.objects.get(is_superuser=True)
    administrator = as_group("administrator")
    page = administrator.get(at(administrator.user))
    assert "is_superuser" not in page.context["adminform"].form.fields
    assert "is_active" not in administrator.get(at(root)).context["adminform"].form.fields
    assert administrator.post(reverse("admin:auth_user_password_change", args=[root.pk])).status_code == 403
    assert "is_superuser" in client.get(at(administrator.user)).context["adminform"].form.fields


@pytest.mark.parametrize("changed", ["is_active", "is_staff", "groups", None])
def test_an_older_page_of_a_login_gives_nothing_back(client, changed):
    """What a colleague took from it meanwhile; a name that was corrected is taken from either page."""
    user = cast.staff("publisher")
    User.objects.filter(pk=user.pk).update(username="gulnar", email="gulnar@example.org")
    older, newer = form_on(client, at(user)), form_on(client, at(user))
    newer.pop(changed or "first_name")
    sent = client.post(at(user), newer)
    assert sent.status_code == 302, errors_of(sent)
    answer = client.post(at(user), older | {"last_name": "Married"})
    user = User.objects.get(pk=user.pk)
    if changed is None:
        assert answer.status_code == 302
        assert user.last_name == "Married"
        return
    assert "This login was switched on or off, or given other groups" in answer.content.decode()
    assert user.last_name == ""
    assert user.is_active is (changed != "is_active")
    assert user.is_staff is (changed != "is_staff")
    assert user.groups.exists() is (changed != "groups")


def test_a_login_is_switched_off_and_not_deleted(client):
    user = cast.user(f"left {timezone.now():%Y}")
    assert client.post(at(user, "delete"), {"post": "yes"}).status_code == 403
