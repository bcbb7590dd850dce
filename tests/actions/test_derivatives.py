"""Copies of pictures for readers: made once, never of what is withheld, and as closed as what they were made from."""

import io

import pytest
from django.core.management import call_command
from PIL import Image

from archive.actions.access import set_part_access
from archive.actions.derivatives import make_missing
from archive.models import MediaFile
from tests import cast
from tests.files import corpus
from tests.files.house import media_file

pytestmark = pytest.mark.django_db


def scan(testimony=None, content=None, **columns):
    columns = {"kind": "image", "rendition": "master", "media_type": "image/jpeg"} | columns
    return media_file(testimony or cast.testimony(), content or corpus.telling_jpeg(), **columns)


def test_a_master_gets_an_access_copy_and_that_a_thumbnail():
    master = scan(alt_text="A bridge", access="registered", content=corpus.saved(corpus.picture((3000, 1500)), "JPEG"))
    copy, thumbnail = make_missing(master)
    assert (copy.rendition, thumbnail.rendition) == ("access", "thumbnail")
    assert (copy.derived_from, thumbnail.derived_from) == (master, copy)
    assert [Image.open(io.BytesIO(each.file.read())).size for each in (copy, thumbnail)] == [(2000, 1000), (400, 200)]
    for each in (copy, thumbnail):
        assert (each.alt_text, each.access, each.media_type) == ("A bridge", "registered", "image/jpeg")
        assert each.file.name.endswith(f"{each.public_id}.jpg")


def test_what_is_there_is_not_made_again():
    master = scan(cast.testimony(state="draft"))
    assert len(make_missing(master)) == 2
    assert make_missing(master) == []
    MediaFile.objects.get(rendition="thumbnail").delete()
    assert [each.rendition for each in make_missing(master)] == ["thumbnail"]


def test_an_access_copy_added_by_hand_gets_a_thumbnail():
    assert [each.rendition for each in make_missing(scan(rendition="access"))] == ["thumbnail"]


@pytest.mark.parametrize("columns", [{"rendition": "redacted"}, {"rendition": "thumbnail"}, {"kind": "document"}])
def test_nothing_is_made_of_other_files(columns):
    assert make_missing(scan(**columns)) == []


def test_nothing_is_made_where_originals_are_withheld_though_the_row_in_hand_says_otherwise():
    master = scan()
    cast.Testimony.objects.filter(pk=master.testimony_id).write_guarded(originals_withheld=True)
    assert not master.testimony.originals_withheld
    assert make_missing(master) == []
    assert not MediaFile.objects.exclude(pk=master.pk).exists()


def test_closing_the_access_copy_closes_its_thumbnail():
    copy, thumbnail = make_missing(scan())
    set_part_access(copy, cast.staff("publisher"), access="closed")
    assert not MediaFile.objects.visible_to(cast.VISITOR()).filter(pk__in=[copy.pk, thumbnail.pk]).exists()


def test_the_command_makes_what_is_missing_once_and_names_what_it_cannot_read(capsys):
    draft = cast.testimony(state="draft")
    good, gone, none = scan(), scan(draft), scan(draft, content=b"no picture")
    withheld = scan(cast.testimony(originals_withheld=True))
    gone.file.storage.delete(gone.file.name)
    with pytest.raises(SystemExit):
        call_command("make_derivatives")
    out = capsys.readouterr()
    assert "Made 2 copies; 2 pictures could not be read." in out.out
    assert gone.public_id in out.err
    assert none.public_id in out.err
    assert MediaFile.objects.filter(testimony=good.testimony).count() == 3
    assert withheld.derivatives.count() == 0
    MediaFile.objects.filter(pk__in=[gone.pk, none.pk]).delete()
    call_command("make_derivatives")
    assert "Made 0 copies; 0 pictures could not be read." in capsys.readouterr().out
