"""The pages that look for a name elsewhere do not search what their curator may not see."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from archive.actions.occurrences import not_looked_through
from archive.actions.withholding import around
from archive.models import AccessRequest
from tests import cast
from tests.admin.workbench import as_superuser, at, logged_in

pytestmark = pytest.mark.django_db

NARROW = ["view_unpublished", "view_person", "change_person", "view_name", "protect_identity"]


@pytest.fixture
def narrow():
    user = cast.user("narrow", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=NARROW))
    return user


def test_nobody_searches_what_they_may_not_see_by_a_name_typed_in(narrow):
    """The attack: a person called by any word, and the page listed where it stands in requests for access."""
    asked = {"researcher": cast.user("asker"), "agreed_to_terms_at": timezone.now()}
    AccessRequest.objects.create(testimony=cast.testimony(), purpose="For Qxcanary, my mother.", **asked)
    probe, other = cast.person("Qxcanary"), cast.person("Nobody Named")
    there, nowhere = (logged_in(narrow).get(at(each, "protect")).content.decode() for each in (probe, other))
    assert "my mother" not in there
    assert "access request, purpose" not in there
    left = [html[html.index("Not looked through") :].split("You may not see")[0] for html in (there, nowhere)]
    assert "access requests" in left[0]
    assert left[0] == left[1], "said alike whether the name stands there or not"
    seen = as_superuser().get(at(probe, "protect")).content.decode()
    assert "For Qxcanary, my mother." in seen
    assert "Not looked through" not in seen


def test_nor_does_the_page_that_withholds_words(narrow):
    testimony = cast.testimony(text="Qxcanary came home.")
    testimony.consents.update(remark="Signed Qxcanary")
    passage = testimony.transcripts.get().passages.get()
    assert [each.where for each in around(passage, (0, 8), cast.staff("publisher")).elsewhere] == ["consent, remark"]
    assert around(passage, (0, 8), narrow).elsewhere == []


def test_who_protects_by_their_group_sees_nearly_all():
    assert not {"access requests", "preview links", "consents"} & set(not_looked_through(cast.staff("publisher")))
    assert not_looked_through(cast.staff("administrator")) == []
