"""Pages that are sent while someone is deciding on the same record: they wait, and see what was decided."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from archive.access.levels import Access
from archive.actions import erase as erasing
from archive.actions import protect as protecting
from archive.actions.access import set_part_access
from archive.actions.erase import erase
from archive.actions.protect import protect
from archive.forms import media
from archive.models import MediaFile, PersonRelation, Statement, Transcript
from tests import cast
from tests.admin.sending import AGAIN, PROTECTED, saved, tie_on
from tests.admin.workbench import as_group, at, errors_of, form_on, logged_in
from tests.files import corpus
from tests.files.house import address, media_file


def at_once(test):
    """On PostgreSQL only: SQLite lets one transaction write at a time."""
    return pytest.mark.other_database("postgresql")(
        pytest.mark.django_db(transaction=True, serialized_rollback=True)(test)
    )


def held_open(monkeypatch, module, step):
    """Let ``step`` of ``module`` wait: an event that says it was reached, and one that lets it go on."""
    reached, go_on, real = threading.Event(), threading.Event(), getattr(module, step)

    def slowly(*given, **named):
        reached.set()
        go_on.wait(20)
        return real(*given, **named)

    monkeypatch.setattr(module, step, slowly)
    return reached, go_on


def sent_meanwhile(held, decide, send):
    """What ``send`` answers, begun while ``decide`` is held open and ended after it."""
    reached, go_on = held

    def in_a_thread(work):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        decided = threads.submit(in_a_thread, decide)
        assert reached.wait(20)
        sent = threads.submit(in_a_thread, send)
        threading.Timer(1, go_on.set).start()
        decided.result()
        return sent.result()


@at_once
def test_a_relation_entered_while_its_other_end_is_being_protected(monkeypatch):
    person, other, administrator = cast.person("Aysel Karimova"), cast.person("Bahram"), cast.staff("administrator")
    client = as_group("publisher")
    page = tie_on(client, other, person)
    answer = sent_meanwhile(
        held_open(monkeypatch, protecting, "seal_identity"),
        lambda: protect(person, administrator, pseudonym="A teacher"),
        lambda: saved(client, other, page),
    )
    assert PROTECTED in answer
    assert not PersonRelation.objects.exists()


@at_once
@pytest.mark.parametrize("which", ["person", "testimony"])
def test_a_page_sent_while_the_narrator_is_being_protected(monkeypatch, which):
    person, administrator = cast.person("Aysel Karimova", born="1950-02-03"), cast.staff("administrator")
    testimony = cast.testimony(narrator=person, recorded_on="1992-03-04")
    record = {"person": person, "testimony": testimony}[which]
    client = as_group("publisher")
    page = form_on(client, at(record))
    coarser = {testimony.pk: protecting.Coarser("1992")}
    answer = sent_meanwhile(
        held_open(monkeypatch, protecting, "seal_identity"),
        lambda: protect(person, administrator, pseudonym="A teacher", born="195X", recordings=coarser),
        lambda: saved(client, record, page),
    )
    assert AGAIN in answer
    person.refresh_from_db()
    testimony.refresh_from_db()
    assert (str(person.born), str(testimony.recorded_on)) == ("195X", "1992")


@at_once
def test_a_text_added_while_its_testimony_is_being_erased(monkeypatch):
    testimony, administrator = cast.testimony(state="draft"), cast.staff("administrator")
    client = logged_in(cast.staff("publisher"))
    typed = {"testimony": str(testimony.pk), "kind": "verbatim", "language": "en", "position": "0"}
    page = form_on(client, at(Transcript, "add")) | typed
    answer = sent_meanwhile(
        held_open(monkeypatch, erasing, "_forget"),
        lambda: erase(testimony, administrator, reason="Asked for."),
        lambda: str(errors_of(client.post(at(Transcript, "add"), page))),
    )
    assert "was erased" in answer
    assert not testimony.transcripts.exists()


# --- what the database gave up --------------------------------------------------------------------------


class Deadlock(Exception):
    sqlstate = "40P01"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize(("cause", "tries"), [(Deadlock(), 2), (Exception(), 1)])
def test_a_page_that_was_given_up_for_another_is_saved_in_a_second_go(monkeypatch, cause, tries):
    client, record = as_group("publisher"), cast.statement(cast.event())
    page = form_on(client, at(record)) | {"cites": "Official data"}
    real, tried = Statement.save, []

    def save(*given, **named):
        tried.append(given)
        if len(tried) == 1:
            raise OperationalError("given up") from cause
        return real(*given, **named)

    monkeypatch.setattr(Statement, "save", save)
    client.raise_request_exception = False
    assert client.post(at(record), page).status_code == (302 if tries == 2 else 500)
    assert len(tried) == tries
    record.refresh_from_db()
    assert record.cites == ("Official data" if tries == 2 else "")


@at_once
def test_a_copy_that_is_added_while_its_master_is_being_closed(monkeypatch, client):
    """The upload is held open where the file is looked into, which takes long for a large one; the master is closed by
    then. What was made of it in the same request is as strict."""
    testimony, publisher = cast.testimony(), cast.staff("publisher")
    master = media_file(testimony, corpus.png(), kind="image", rendition="master", media_type="image/png")
    copy = SimpleUploadedFile("copy.png", corpus.png(), "image/png")
    cataloguer, url = as_group("cataloguer"), f"{at(MediaFile, 'add')}?testimony={testimony.pk}"
    page = form_on(cataloguer, url) | {"kind": "image", "rendition": "access", "derived_from": master.pk, "file": copy}
    sent_meanwhile(
        held_open(monkeypatch, media, "take_in"),
        lambda: cataloguer.post(url, page),
        lambda: set_part_access(MediaFile.objects.get(pk=master.pk), publisher, access=Access.CLOSED),
    )
    made = dict(MediaFile.objects.values_list("rendition", "access"))
    assert made == dict.fromkeys(("master", "access", "thumbnail"), Access.CLOSED)
    for each in MediaFile.objects.exclude(pk=master.pk):
        assert client.get(address(each)).status_code == 404
