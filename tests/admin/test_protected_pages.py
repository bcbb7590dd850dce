"""A page that was opened before an identity was protected cannot bring back what was sealed since."""

import pytest
from django.core.exceptions import ValidationError
from django.forms import modelform_factory

from archive.actions.protect import Coarser, protect
from archive.actions.redact import redact
from archive.forms.as_seen import AsSeenForm
from archive.models import Name, Person
from tests import cast
from tests.admin.workbench import as_group, at, form_on

pytestmark = pytest.mark.django_db

EXACT = "1999-05-03"


@pytest.fixture
def opened():
    """A curator's browser, an account with its narrator, and their pages as they were before the protection."""
    person = cast.person("Aysel Karimova", born="1961-04-02")
    testimony = cast.testimony(narrator=person, recorded_on=EXACT)
    client = as_group("publisher")
    pages = {record: form_on(client, at(record)) for record in (person, testimony)}
    coarser = {testimony.pk: Coarser(recorded_on="199X")}
    protect(person, cast.staff("administrator"), pseudonym="A teacher", born="196X", recordings=coarser)
    return client, person, testimony, pages


@pytest.mark.parametrize("which", [1, 2])
def test_an_old_page_is_refused(opened, which):
    client, *records, pages = opened
    record = records[which - 1]
    answer = client.post(at(record), pages[record])
    assert answer.status_code == 200
    assert "Open the page again" in answer.content.decode()
    for each in records:
        each.refresh_from_db()
    assert (str(records[0].born), str(records[1].recorded_on)) == ("196X", "199X")


def test_a_page_opened_since_is_saved(opened):
    client, _person, testimony, _pages = opened
    answer = client.post(at(testimony), form_on(client, at(testimony)) | {"title": "A new title"})
    assert answer.status_code == 302
    testimony.refresh_from_db()
    assert testimony.title == "A new title"


def test_a_page_from_before_words_were_withheld_is_refused():
    """A curator takes them out of title and abstract by hand, and an old page would bring them back."""
    client = as_group("publisher")
    testimony = cast.testimony("What Rustam did", text="She says that Rustam hid.")
    page = form_on(client, at(testimony))
    passage = testimony.transcripts.get().passages.get()
    redact(passage, cast.staff("administrator"), start=14, end=20, reason_code="safety", seen_text=passage.text)
    testimony.title = "What he did"
    testimony.save()
    answer = client.post(at(testimony), page | {"abstract": "She tells of the flood."})
    assert "Open the page again" in answer.content.decode()
    testimony.refresh_from_db()
    assert testimony.title == "What he did"


def test_what_was_protected_while_the_page_was_being_saved_counts():
    """The form asks the row as it is now, not as it was when the page began to be saved."""
    person = cast.person("Aysel Karimova")
    seen = Person.objects.get(pk=person.pk)
    form = modelform_factory(Person, form=AsSeenForm, fields=["fate_note"])(
        {"fate_note": "", "as_seen": seen.updated_at.isoformat()}, instance=seen
    )
    protect(person, cast.staff("administrator"), pseudonym="A teacher")
    assert "Open the page again" in str(form.errors)
    name = Name(person=seen, text="Aysel Karimova", language="az", kind=Name.Kind.USUAL)
    with pytest.raises(ValidationError, match="identity of this person is protected"):
        name.clean()
