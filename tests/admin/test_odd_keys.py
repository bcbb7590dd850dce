"""What a browser sends in place of a key is answered in the form, never with an error page."""

import pytest

from tests import cast

pytestmark = pytest.mark.django_db

ODD = ["abc", "9" * 25, "-1", "None", "1 2"]
ADD_PAGES = [
    ("transcript", "testimony"),
    ("consent", "testimony"),
    ("mediafile", "testimony"),
    ("section", "testimony"),
    ("passage", "transcript"),
    ("statement", "person"),
]


@pytest.fixture
def administrator(client):
    client.force_login(cast.user("root", is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(("model", "field"), ADD_PAGES)
def test_an_odd_preset_is_passed_over(administrator, model, field, odd):
    assert administrator.get(f"/admin/archive/{model}/add/", {field: odd}).status_code == 200


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(("model", "field"), ADD_PAGES)
def test_an_odd_choice_is_a_mistake_in_the_form(administrator, model, field, odd):
    page = administrator.post(f"/admin/archive/{model}/add/", {field: odd})
    assert page.status_code == 200
    assert "errornote" in page.content.decode()


def test_the_message_names_who_was_added(administrator):
    rows = {f"{prefix}-INITIAL_FORMS": "0" for prefix in prefixes_of(administrator)}
    rows |= {f"{prefix}-TOTAL_FORMS": "0" for prefix in prefixes_of(administrator)}
    name = {"names-0-text": "Aysel Karimova", "names-0-language": "en", "names-0-kind": "usual"}
    sent = {"fate": "", **rows, **name, "names-TOTAL_FORMS": "1"}
    page = administrator.post("/admin/archive/person/add/", sent, follow=True)
    assert "Aysel Karimova</a>” was added" in page.content.decode()


def prefixes_of(client):
    page = client.get("/admin/archive/person/add/")
    return [formset.formset.prefix for formset in page.context["inline_admin_formsets"]]
