"""The ledger and the register of identifiers are read in the workbench, and written there by no one."""

import pytest
from django.db import transaction
from django.urls import reverse

from archive.actions import ledger, requests
from archive.actions.publication import WITHDRAW, carry_out
from archive.models import LedgerEntry, LedgerReason, PublicId
from tests import cast
from tests.actions.asking import ORIGIN, ask, grant
from tests.admin.workbench import as_group, as_superuser, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    return carry_out(WITHDRAW, cast.testimony(), cast.staff("publisher"), reason="The narrator asked for it.")


@pytest.mark.parametrize("model", [LedgerEntry, PublicId])
def test_not_even_a_superuser_adds_changes_or_deletes(model, entry):
    client, line = as_superuser(), model.objects.order_by("pk").first()
    before = model.objects.order_by("pk").values()[0]
    assert client.post(at(model, "add"), {}).status_code == 403
    assert client.post(at(line), {"subject": "other", "value": "other"}).status_code == 403
    assert client.post(at(line, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [line.pk], "post": "yes"}
    client.post(at(model, "changelist"), chosen)
    assert model.objects.order_by("pk").values()[0] == before


def test_the_reason_is_shown_and_its_erasure_too(entry):
    client = as_group("cataloguer")
    assert "The narrator asked for it." in client.get(at(entry)).content.decode()
    LedgerReason.objects.all().delete()
    page = client.get(at(LedgerEntry, "changelist")).content.decode()
    assert "erased" in page


def test_what_was_decided_about_a_researcher_is_for_those_who_decide(entry):
    """The reason names and judges a person, and the numbers in the codes tell that it is the same one again."""
    publisher, researcher = cast.staff("publisher"), cast.user("researcher")
    first, second = (ask(cast.testimony(state="on_request"), researcher) for _ in range(2))
    declined = requests.decline(first, publisher, reason="Rena works for a paper.", origin=ORIGIN)
    for told in (declined.entry, grant(second, publisher, reason="Rena works for a paper.").entry):
        for address in (at(told), at(LedgerEntry, "changelist")):
            shown = as_group("publisher").get(address).content.decode()
            kept = as_group("cataloguer").get(address).content.decode()
            assert "Rena" in shown
            assert "Rena" not in kept
            assert "shown to those who decide on requests" in kept
            assert "Request:" not in kept
            assert "Researcher:" not in shown + kept
            assert ("Request:" in shown) == (address == at(told))


def test_no_page_shows_whose_login_an_older_entry_names(entry):
    with transaction.atomic():
        old = ledger.append("request_declined", cast.testimony(), cast.staff("publisher"), request=71, researcher=4711)
    shown = as_group("administrator").get(at(old)).content.decode()
    assert "Request: 71" in shown
    assert "4711" not in shown


@pytest.mark.parametrize(
    "query",
    [
        "codes__researcher__regex=^{}$",
        "codes__researcher__startswith={}",
        'codes__icontains="researcher": {}',
        "codes__researcher={}",
        "codes__request__isnull=0",
        "codes__has_key=researcher",
        "codes__length__gt=3",
        "reason__text__icontains=Rena",
        "actor__username__startswith=p",
        "subject__startswith=a",
    ],
)
def test_the_list_tells_nothing_of_what_its_pages_leave_out(entry, query):
    researcher = cast.user("researcher")
    requests.decline(
        ask(cast.testimony(state="on_request"), researcher), cast.staff("publisher"), reason="No.", origin=""
    )
    for group in ("cataloguer", "administrator"):
        assert as_group(group).get(f"{at(LedgerEntry, 'changelist')}?{query.format(researcher.pk)}").status_code == 400


def test_the_list_is_filtered_by_what_it_offers(entry):
    client, listed = as_group("cataloguer"), at(LedgerEntry, "changelist")
    for query in (f"action__exact={entry.action}", f"at__year={entry.at.year}", "subject_kind=archive.testimony"):
        assert entry in client.get(f"{listed}?{query}").context["cl"].queryset
    assert entry not in client.get(f"{listed}?action__exact=granted").context["cl"].queryset


def test_an_entry_is_found_by_what_it_is_about(entry):
    client = as_group("publisher")
    found = client.get(at(LedgerEntry, "changelist"), {"q": entry.subject}).context["cl"].queryset
    assert list(found) == [entry]


def test_the_reason_itself_has_no_page():
    with pytest.raises(Exception, match="Reverse for"):
        reverse("admin:archive_ledgerreason_changelist")
