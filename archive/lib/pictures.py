"""Pictures: whether a file is one, whole and of a bearable size; and copies that hold its pixels and nothing else."""

import contextlib
import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

FORMATS = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "tiff": "TIFF"}
"""Signature (see :mod:`archive.lib.signatures`): Pillow's name of the format. No other decoder of Pillow's is run."""

MEDIA_TYPES = {
    "jpeg": ("image/jpeg", "jpg"),
    "png": ("image/png", "png"),
    "gif": ("image/gif", "gif"),
    "webp": ("image/webp", "webp"),
    "tiff": ("image/tiff", "tif"),
}
COPY_TYPE, COPY_EXTENSION = "image/jpeg", "jpg"
QUALITY = 88


class PictureRefused(ValueError):
    """The file is not a picture that can be kept; the message says why."""


@dataclass(frozen=True)
class Copy:
    """A JPEG of a picture's pixels, the right way up, in sRGB, with nothing else in it."""

    content: bytes
    width: int
    height: int


def opened(file: BinaryIO, signature: str, most_pixels: int) -> Image.Image:
    """The picture in ``file``, read to its end. Raises :class:`PictureRefused`."""
    Image.MAX_IMAGE_PIXELS = most_pixels  # beyond twice as many, Pillow itself refuses before it reads
    file.seek(0)
    try:
        picture = Image.open(file, formats=[FORMATS[signature], *(["MPO"] if signature == "jpeg" else [])])
        if picture.width * picture.height > most_pixels:
            raise PictureRefused(too_large(picture.width, picture.height, most_pixels))
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(f"It has more than {2 * most_pixels // 10**6} million pixels.") from error
    except PictureRefused:
        raise
    except Exception as error:  # bytes of strangers raise whatever a decoder has not thought of
        raise PictureRefused("It is damaged or cut off: not all of the picture can be read.") from error
    return picture


def too_large(width: int, height: int, most_pixels: int) -> str:
    return (
        f"It has {width} × {height} pixels, {width * height // 10**6} million; "
        f"{most_pixels // 10**6} million are possible."
    )


def copied(picture: Image.Image, most_side: int | None = None) -> Copy:
    """``picture`` as a new JPEG, no side longer than ``most_side``.

    Only pixels are carried over: no EXIF (so no place and no camera), XMP, IPTC, comment, embedded preview or colour
    profile. The orientation is applied and colours are turned into sRGB; what is transparent becomes white.
    """
    upright = ImageOps.exif_transpose(picture) or picture
    plain = _in_plain_colours(upright)
    if most_side is not None:
        plain.thumbnail((most_side, most_side), Image.Resampling.LANCZOS)
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    target = io.BytesIO()
    bare.save(target, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Copy(target.getvalue(), *bare.size)


def _in_plain_colours(picture: Image.Image) -> Image.Image:
    """``picture`` in shades of grey or sRGB, opaque, eight bits to a channel."""
    if picture.mode.startswith("I"):  # sixteen bits and more
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        # a profile that cannot be read leaves the colours as the numbers say
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            return _in_srgb(picture, profile)
    if picture.mode in ("1", "L", "F"):
        return picture.convert("L")
    if "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA", "RGBa", "La"):
        above = picture.convert("RGBA")
        white = Image.new("RGBA", above.size, "white")
        return Image.alpha_composite(white, above).convert("RGB")
    return picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return converted if converted is not None else picture.convert("RGB")
