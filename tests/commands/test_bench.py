"""`manage.py bench` says what was measured, and fails when a promise is not kept."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from archive.management.commands import bench


@pytest.fixture
def quick(monkeypatch):
    """Nothing is slow enough to fail by chance."""
    monkeypatch.setattr(bench, "DATES_A_SECOND", 1)
    monkeypatch.setattr(bench, "SLOWER_AT_MOST", 1_000)
    monkeypatch.setattr(bench, "SHAPES", "19{:02}")


@pytest.mark.django_db
def test_dates_that_are_too_slow_are_a_failure(monkeypatch, quick, capsys):
    monkeypatch.setattr(bench, "pages_missed", lambda out, **options: 0)
    monkeypatch.setattr(bench, "DATES_A_SECOND", 10**12)
    with pytest.raises(CommandError, match="1 of the floors missed"):
        call_command("bench")
    assert "MISSED" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_computer_is_named(monkeypatch, quick, capsys):
    monkeypatch.setattr(bench, "pages_missed", lambda out, **options: 0)
    call_command("bench")
    printed = capsys.readouterr().out
    assert printed.startswith("Python 3.")
    assert "processors" in printed
    assert "Every floor is held." in printed


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.other_database("sqlite")
def test_pages_of_two_archives_are_compared(quick, capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "WARMING_UP", 0)
    options = {"small": 45, "large": 45, "passages": 2, "requests": 1, "keep": tmp_path / "kept"}
    call_command("bench", **options)
    printed = capsys.readouterr().out
    for page in ("home", "list: testimony", "list: testimony, page 2", "testimonies by tag", "testimony", "person"):
        assert f"held    {page} " in printed
    assert {folder.name for folder in (tmp_path / "kept").iterdir()} == {"45-testimonies-of-2", "static"}
    monkeypatch.setattr(bench, "manage", None)  # the archives that were kept are used as they are
    monkeypatch.setattr(bench, "SLOWER_AT_MOST", 0)
    with pytest.raises(CommandError, match="of the floors missed"):
        call_command("bench", **options)


@pytest.mark.django_db
def test_an_archive_that_cannot_be_made_is_said_and_leaves_nothing(quick, tmp_path, monkeypatch):
    monkeypatch.setattr(bench.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(bench, "CHILDREN", bench.CHILDREN | {"ARCHIVE_TIME_ZONE": "Nowhere/Never"})
    with pytest.raises(CommandError, match=r"manage\.py collectstatic .* failed"):
        call_command("bench", small=1, large=2)
    assert list(tmp_path.iterdir()) == []
