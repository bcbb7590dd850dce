"""`manage.py bench_search` says what was measured of search, and fails when a promise is not kept."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from archive.management.commands import bench_search
from archive.models import Passage
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """The pages asked for, each answered in a millisecond."""
    paths = []

    def page(application, path):
        paths.append(path)
        return {"status": 200, "milliseconds": 1.0}

    monkeypatch.setattr(bench_search, "page", page)
    return paths


@pytest.fixture
def accounts():
    for number in range(3):
        testimony = cast.testimony(text=f"The river rose in the night, and the river took house number {number}.")
        cast.mention(testimony.transcripts.get().passages.get(), "river", cast.person("Rustam Petrov"))


def test_every_kind_of_page_is_measured_beside_the_database(asked, accounts, capsys):
    call_command("bench_search", requests=2, indexing=2)
    printed = capsys.readouterr().out
    for name in (*bench_search.PROMISED, "concordance", "suggestions"):
        assert f"held    {name}: " in printed
    assert printed.startswith("Python 3.")
    assert {path.split("?")[0] for path in asked} == {"/search/", "/concordance/", "/suggestions/"}
    for told in ("3 testimonies, 3 passages", "passages a second", "saving one passage", "times the text"):
        assert told in printed


def test_what_is_late_is_a_failure(asked, accounts, monkeypatch, capsys):
    monkeypatch.setattr(bench_search, "SUGGESTIONS", 0)
    with pytest.raises(CommandError, match="3 of the promises are not kept"):
        call_command("bench_search", requests=2, indexing=2)
    assert "MISSED  suggestions: ka" in capsys.readouterr().out


def test_a_page_that_breaks_is_not_measured(accounts, monkeypatch):
    monkeypatch.setattr(bench_search, "page", lambda application, path: {"status": 500, "milliseconds": 1.0})
    with pytest.raises(CommandError, match="answers 500"):
        call_command("bench_search", requests=2, indexing=2)


def test_nothing_is_changed(asked, accounts):
    before = list(Passage.objects.order_by("pk").values_list("text", "updated_at"))
    call_command("bench_search", requests=1, indexing=2, verbosity=0)
    assert list(Passage.objects.order_by("pk").values_list("text", "updated_at")) == before


def test_an_empty_archive_cannot_be_measured():
    with pytest.raises(CommandError, match="no passage in this archive"):
        call_command("bench_search")


def test_several_readers_ask_at_once(asked, accounts, monkeypatch, capsys):
    crowds = []
    monkeypatch.setattr(bench_search, "at_once", lambda *crowd: crowds.append(crowd) or [1.0, 701.0])
    with pytest.raises(CommandError, match="1 of the promises"):
        call_command("bench_search", requests=2, clients=8, indexing=2)
    assert "MISSED  8 readers at once" in capsys.readouterr().out
    [(paths, clients, requests)] = crowds
    assert (len(paths), clients, requests) == (len(bench_search.PROMISED), 8, 2)


def test_each_of_several_readers_asks_for_every_page(asked):
    assert bench_search.one_of_many(["/a", "/b"], 3) == [1.0, 1.0, 1.0]
    assert asked == ["/a", "/b", "/a", "/b", "/a"]


def test_a_page_that_breaks_among_others_is_not_measured(monkeypatch):
    monkeypatch.setattr(bench_search, "page", lambda application, path: {"status": 500, "milliseconds": 1.0})
    with pytest.raises(CommandError, match="broke down"):
        bench_search.one_of_many(["/a"], 1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_readers_in_processes_of_their_own_are_answered(shared):
    assert [each > 0 for each in bench_search.at_once(["/search/?q=river", "/search/"], 2, 1)] == [True, True]
