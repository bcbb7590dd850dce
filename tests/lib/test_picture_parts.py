"""What a picture within a document holds beside its pixels."""

import io

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from archive.lib import picture_parts
from tests.files.corpus import HIDDEN, gif, gif_with_script_as_comment, jpeg, picture, png, saved, telling_jpeg, webp

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def text_in_png(**options) -> bytes:
    text = PngInfo()
    text.add_text("Comment", HIDDEN, **options)
    return saved(picture(), "PNG", pnginfo=text)


def preview() -> bytes:
    """A JPEG whose JFIF segment holds a preview of one pixel."""
    plain = jpeg()
    return plain[:4] + b"\0\x13" + plain[6:18] + b"\1\1" + b"\xff\0\0" + plain[20:]


def moving() -> bytes:
    target = io.BytesIO()
    picture().save(target, "GIF", save_all=True, append_images=[Image.new("RGB", (600, 400), "red")], loop=0)
    return target.getvalue()


PLAIN = {
    "jpeg": jpeg(),
    "jpeg in steps": saved(picture(), "JPEG", progressive=True, icc_profile=PROFILE, dpi=(300, 300)),
    "jpeg for print": saved(picture().convert("CMYK"), "JPEG"),
    "jpeg with the end of a line": jpeg() + b"\n",
    "png": png(),
    "png with colours": saved(picture(), "PNG", icc_profile=PROFILE, dpi=(300, 300)),
    "png with a palette": saved(picture().convert("P"), "PNG", transparency=0),
    "gif": gif(),
    "gif that moves": moving(),
}
TELLING = {
    "jpeg with Exif": telling_jpeg(),
    "jpeg with a comment": saved(picture(), "JPEG", comment=HIDDEN.encode()),
    "jpeg with a preview": preview(),
    "jpeg with bytes behind": jpeg() + HIDDEN.encode(),
    "png with a text": text_in_png(),
    "png with a packed text": text_in_png(zip=True),
    "png with Exif": saved(picture(), "PNG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"),
    "png with bytes behind": png() + HIDDEN.encode(),
    "gif with a comment": gif_with_script_as_comment(),
}


@pytest.mark.parametrize("name", PLAIN)
def test_pixels_and_colours_tell_nothing(name):
    assert picture_parts.tells(PLAIN[name]) is False


@pytest.mark.parametrize("name", TELLING)
def test_whatever_else_is_there_is_found(name):
    assert picture_parts.tells(TELLING[name]) is True


@pytest.mark.parametrize("content", [webp(), b"", b"RIFF", jpeg()[:300], png()[:60], gif()[:200]])
def test_of_another_kind_or_a_damaged_one_nothing_is_known(content):
    assert picture_parts.tells(content) is None
