"""Recordings, pictures and documents on the page of their testimony."""

import re

import pytest
from django.urls import reverse

from archive.access.levels import Part
from archive.models import MediaFile, Session
from archive.views.media_lists import files_of
from tests import cast
from tests.files.house import media_file
from tests.views.conftest import plain

pytestmark = pytest.mark.django_db


def page_of(client, testimony):
    return client.get(testimony.get_absolute_url()).content.decode()


def url_of(record, name="media"):
    return reverse(f"archive:{name}", args=[record.public_id])


def test_a_recording_is_played_and_not_loaded_before(client):
    testimony = cast.testimony()
    sitting = Session.objects.create(testimony=testimony, position=2)
    tape = media_file(testimony, session=sitting, part=3)
    film = media_file(testimony, kind="video", media_type="video/mp4", session=sitting, part=4)
    page = page_of(client, testimony)
    for tag, record in (("audio", tape), ("video", film)):
        [element] = re.findall(rf"<{tag}[^>]*>", page)
        assert f'src="{url_of(record)}"' in element
        assert 'preload="none"' in element
        assert "controls" in element
    assert "1. Audio, sitting 2 Download 1 (250.0 KB)" in plain(page)


def test_a_picture_is_shown_by_its_thumbnail_with_its_description(client):
    testimony = cast.testimony()
    copy = media_file(testimony, kind="image", media_type="image/jpeg", alt_text='A bridge, "before"')
    thumbnail = media_file(testimony, kind="image", media_type="image/jpeg", rendition="thumbnail", derived_from=copy)
    page = page_of(client, testimony)
    assert f'<a href="{url_of(copy)}">' in page
    assert f'<img src="{url_of(thumbnail)}"' in page
    assert 'alt="A bridge, &quot;before&quot;"' in page


def test_a_document_that_can_only_be_saved_is_offered_only_to_those_who_may(client):
    pdf = {"kind": "document", "media_type": "application/pdf"}
    testimony = cast.testimony()
    paper = media_file(testimony, **pdf)
    page = page_of(client, testimony)
    assert url_of(paper, "media-download") in page
    assert f'href="{url_of(paper)}"' not in page
    withheld = cast.testimony(downloadable_from=None)
    media_file(withheld, **pdf)
    assert 'id="files"' not in page_of(client, withheld)


def test_no_download_is_offered_without_the_consent(client):
    testimony = cast.testimony(downloadable_from=None)
    tape = media_file(testimony)
    page = page_of(client, testimony)
    assert url_of(tape) in page
    assert url_of(tape, "media-download") not in page


@pytest.mark.parametrize(
    ("columns", "of_testimony"),
    [
        ({"rendition": "master"}, {}),
        ({"access": "closed"}, {}),
        ({"access": "registered"}, {}),
        ({}, {"hearable_from": None}),
        ({}, {"originals_withheld": True}),
    ],
)
def test_what_a_reader_may_not_have_leaves_no_trace_on_the_page(client, columns, of_testimony):
    testimony = cast.testimony(**of_testimony)
    hidden = media_file(testimony, **columns)
    page = page_of(client, testimony)
    assert hidden.public_id not in page
    assert 'id="files"' not in page


def test_masters_are_left_to_the_workbench(curator):
    testimony = cast.testimony()
    master = media_file(testimony, rendition="master")
    assert master.public_id not in page_of(curator, testimony)


def test_the_files_cost_one_query(django_assert_num_queries):
    testimony = cast.testimony()
    for _each in range(4):
        media_file(testimony)
    with django_assert_num_queries(1):
        files = files_of(cast.VISITOR(), testimony)
        assert [file.number for file in files] == [1, 2, 3, 4]
    assert MediaFile.objects.visible_to(cast.VISITOR(), Part.FILE).count() == 4
