"""Copies of pictures: the same picture, the right way up, and nothing beside it."""

import io

import pytest
from PIL import Image, ImageCms

from archive.lib import pictures
from archive.lib.picture_ends import trailing_bytes
from archive.lib.signatures import HEAD, signature_of
from tests.files import corpus

MOST = 10**7


def copy_of(content: bytes, side: int | None = None) -> Image.Image:
    picture = pictures.opened(io.BytesIO(content), signature_of(content[:HEAD]), MOST)
    return Image.open(io.BytesIO(pictures.copied(picture, side).content))


@pytest.mark.parametrize("made", [corpus.jpeg, corpus.png, corpus.gif, corpus.webp, corpus.tiff])
def test_every_format_becomes_a_jpeg_of_the_same_picture(made):
    copy = copy_of(made())
    assert (copy.format, copy.size, copy.mode) == ("JPEG", (600, 400), "RGB")
    assert max(copy.getpixel((50, 50))) < 40
    assert min(copy.getpixel((500, 300))) > 215


def test_a_copy_is_no_larger_than_asked_and_a_small_picture_not_blown_up():
    assert copy_of(corpus.png(), 300).size == (300, 200)
    assert copy_of(corpus.png(), 5000).size == (600, 400)


def test_a_picture_lying_on_its_side_is_turned_and_tells_nothing():
    copy = copy_of(corpus.telling_jpeg())
    assert copy.size == (400, 600)
    assert not copy.getexif()
    assert not {"exif", "xmp", "comment", "icc_profile", "photoshop"} & copy.info.keys()
    assert max(copy.getpixel((350, 50))) < 40  # what was on the left at the top is on the right


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16", "RGB"])
def test_pictures_in_every_manner_of_colour_are_copied(mode):
    image = corpus.picture().convert("L") if mode == "I;16" else corpus.picture().convert(mode)
    if mode == "I;16":
        image = image.convert("I").point(lambda value: value * 257).convert("I;16")
    copy = copy_of(corpus.saved(image, "TIFF" if mode in ("CMYK", "I;16") else "PNG"))
    assert copy.mode in ("L", "RGB")
    grey = copy.convert("L")
    assert grey.getpixel((50, 50)) < 40
    assert grey.getpixel((500, 300)) > 200


def test_what_is_transparent_becomes_white():
    assert min(copy_of(corpus.saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG")).getpixel((25, 25))) > 250


def test_colours_are_turned_into_srgb_and_a_broken_profile_does_no_harm():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for given in (profile, b"no profile at all"):
        copy = copy_of(corpus.saved(corpus.picture(), "PNG", icc_profile=given))
        assert "icc_profile" not in copy.info
        assert min(copy.getpixel((500, 300))) > 215


def test_only_the_decoder_of_the_signature_is_run():
    with pytest.raises(pictures.PictureRefused):
        pictures.opened(io.BytesIO(corpus.png()), "jpeg", MOST)


@pytest.mark.parametrize("name", ["jpeg", "png", "gif", "webp"])
@pytest.mark.parametrize("behind", [b"", b"x", b"<html>", b"\xff\xd9", b"\x00" * 40])
def test_bytes_behind_the_end_are_counted(name, behind):
    content = getattr(corpus, name)()
    assert trailing_bytes(content + behind, name) == len(behind)


def test_the_end_is_found_behind_an_embedded_preview_and_in_progressive_and_moving_pictures():
    exif = Image.Exif()
    exif[0x010F] = "\xff\xd9 in a name"
    frames = [corpus.picture().resize((60, 40)).rotate(step) for step in range(3)]
    for content, name in (
        (corpus.saved(corpus.picture(), "JPEG", exif=exif, progressive=True, restart_marker_rows=1), "jpeg"),
        (corpus.saved(corpus.picture().convert("L"), "JPEG", quality=100), "jpeg"),
        (corpus.saved(frames[0], "GIF", save_all=True, append_images=frames[1:], comment=b"x" * 600), "gif"),
        (corpus.saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]), "webp"),
    ):
        assert trailing_bytes(content, name) == 0
        assert trailing_bytes(content + b"abc", name) == 3


def test_a_picture_without_an_end_has_nothing_behind_it():
    for name in ("jpeg", "png", "gif"):
        content = getattr(corpus, name)()
        assert trailing_bytes(content[: len(content) // 2], name) == 0
