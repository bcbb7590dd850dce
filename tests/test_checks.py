"""The checks that stop an archive from serving what it must not."""

from pathlib import Path

import pytest
from django.core.checks import run_checks

from archive.checks import PUBLIC_MEDIA


def complaints() -> list[str]:
    return [message.id for message in run_checks() if message.id and message.id.startswith("archive.")]


@pytest.mark.parametrize(
    ("media", "static"),
    [
        ("static/media", "static"),
        ("static", "static"),
        ("var", "var/static"),
        ("static/../static/deep/media", "static"),
        ("link/media", "static"),
    ],
)
def test_media_within_static_files_and_the_reverse_are_errors(settings, tmp_path, media, static):
    (tmp_path / "static").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "static")
    settings.MEDIA_ROOT, settings.STATIC_ROOT = str(tmp_path / media), tmp_path / static
    assert complaints() == [PUBLIC_MEDIA]


def test_media_beside_static_files_are_right(settings, tmp_path):
    settings.MEDIA_ROOT, settings.STATIC_ROOT = tmp_path / "static-media", tmp_path / "static"
    assert complaints() == []


def test_media_within_a_source_of_static_files_are_an_error(settings, tmp_path):
    settings.STATICFILES_DIRS = [Path(settings.MEDIA_ROOT).parent]
    assert PUBLIC_MEDIA in complaints()
