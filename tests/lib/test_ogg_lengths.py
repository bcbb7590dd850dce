"""The positions that the pages of an Ogg tell, against the sound that their packets hold."""

import io
import struct

import pytest

from archive.lib import ogg_parts
from archive.lib.findings import CUT_SHORT, UNPLAYED, UNREADABLE
from archive.lib.ogg_lengths import OpusClock, block_flags
from tests.files import sound
from tests.files.sound import NAME, OPUS_OF_20_MS, comments, page
from tests.samples import sample_path

FIRST, LAST = 2, 4
OPUS_HEAD = b"OpusHead\x01\x01" + struct.pack("<HIh", 312, 48000, 0) + b"\0"
VORBIS_HEAD = b"\x01vorbis" + struct.pack("<IBIiiiBB", 0, 1, 48000, 0, 0, 0, 0xB8, 1)  # blocks of 256 and 2048


def opus(*pages: tuple[int, int], more: bytes = b"") -> bytes:
    """Pages of Opus, by how many packets of 20 ms each has, and where it says that the sound is then."""
    start = page(1, 0, OPUS_HEAD, flags=FIRST) + page(1, 1, b"OpusTags" + comments())
    return start + more + _pages(pages, OPUS_OF_20_MS, 2)


def vorbis(*pages: tuple[int, int], setup: bytes | None = None, more: bytes = b"") -> bytes:
    """The same of Vorbis, each packet with a long block: 1024 samples, but for the first one."""
    setup = setup_of(0, 1) if setup is None else setup
    head = page(1, 0, VORBIS_HEAD, flags=FIRST) + page(1, 1, b"\x03vorbis" + comments() + b"\1", setup)
    return head + more + _pages(pages, b"\x02\0\0", 2)


def _pages(pages: tuple[tuple[int, int], ...], packet: bytes, number: int) -> bytes:
    last = len(pages) - 1
    return b"".join(
        page(1, number + each, *[packet] * count, flags=LAST if each == last else 0, at=at)
        for each, (count, at) in enumerate(pages)
    )


def setup_of(*flags: int) -> bytes:
    """A setup of Vorbis that ends with modes of these blocks."""
    held = b"\x05vorbis" + b"\xff" * 12
    bits, at = int.from_bytes(held, "little") | len(flags) - 1 << 8 * len(held), 8 * len(held) + 6
    for flag in flags:
        bits |= flag << at
        at += 41
    return (bits | 1 << at).to_bytes(at // 8 + 1, "little")


def hidden_in(content: bytes) -> set[str]:
    return ogg_parts.look_at(io.BytesIO(content)).hidden


WHOLE = {
    "opus": opus((50, 48000), (50, 96000)),
    "opus with its last packet filled up": opus((50, 48000), (50, 95100)),
    "opus that begins late": opus((50, 148000), (50, 196000)),
    "opus of one page": opus((1, 500)),
    "opus with a page on which no packet ends": opus((50, 48000), (0, -1), (50, 96000)),
    "vorbis": vorbis((41, 40960), (40, 81920)),
    "vorbis with its last packet filled up": vorbis((41, 40960), (40, 81000)),
    "vorbis that begins in its first packet": vorbis((41, 40000), (40, 80960)),
}
CUT = {
    "opus with its end cut off": opus((50, 48000), (250, 96000)),
    "opus of one page with its end cut off": opus((250, 48000)),
    "opus with its end cut off by two packets": opus((50, 48000), (50, 48000 + 48 * 960 - 1)),
    "opus with its beginning cut off": opus((50, 9600), (50, 57600)),
    "opus that goes back": opus((50, 48000), (1, 960), (50, 48960)),
    "vorbis with its end cut off": vorbis((41, 40960), (40, 50000)),
    "vorbis with its beginning cut off": vorbis((41, 10000), (40, 50960)),
}


@pytest.mark.parametrize("name", WHOLE)
def test_pages_that_count_their_packets_pass(name):
    assert hidden_in(WHOLE[name]) == set()


@pytest.mark.parametrize("name", CUT)
def test_packets_before_or_behind_what_the_pages_count_are_found(name):
    assert hidden_in(CUT[name]) == {CUT_SHORT}


def test_a_file_by_another_program_passes():
    with sample_path("media", "atom_sine.ogg").open("rb") as file:
        assert ogg_parts.look_at(file).hidden == set()


@pytest.mark.parametrize(
    ("packet", "samples_in"),
    [
        (b"\xf8", 960),
        (b"\xf9", 1920),
        (b"\xfb\x03", 2880),
        (b"\xe0", 120),
        (b"\x18", 2880),
        (b"\x60", 480),
        (b"\xfb", 0),
        (b"", 0),
    ],
)
def test_a_packet_of_opus_says_how_long_it_is(packet, samples_in):
    assert OpusClock().samples(packet) == (samples_in, samples_in)


@pytest.mark.parametrize("flags", [(0,), (1,), (0, 1), (0, 1, 1, 0)])
def test_the_modes_of_vorbis_are_read_from_behind(flags):
    assert block_flags(setup_of(*flags)) == flags


def test_a_setup_that_cannot_be_read_is_found():
    assert UNREADABLE in hidden_in(vorbis((41, 40960), setup=b"\x05vorbis" + b"\xff" * 40))


def test_packets_that_no_decoder_takes_are_found():
    assert hidden_in(vorbis((41, 40960), more=page(1, 9, b"\x01" + NAME, at=-1))) == {UNPLAYED}
    assert hidden_in(vorbis((41, 40960), more=page(1, 9, b"", at=-1))) == set()


def test_a_packet_that_does_not_end_is_found():
    begun = page(1, 9, NAME * 100, at=-1)
    cut = begun[:26] + bytes([7]) + b"\xff" * 7 + (NAME * 100)[: 7 * 255]
    summed = sound.check_sum(cut[:22] + bytes(4) + cut[26:], 0x04C11DB7, 32)[::-1]
    assert hidden_in(opus((50, 48000), more=cut[:22] + summed + cut[26:])) == {UNPLAYED}


def test_a_picture_in_flac_is_found():
    head = page(1, 0, b"\x7fFLAC" + bytes(46), flags=FIRST) + page(1, 1, b"\x04\0\0\0" + comments())
    frame = page(1, 3, b"\xff\xf8" + bytes(9), flags=LAST)
    assert hidden_in(head + page(1, 2, b"\x81\0\0\0" + bytes(9)) + frame) == set()
    assert hidden_in(head + page(1, 2, b"\x86\0\0\0" + NAME) + frame) == {"a picture"}
    assert hidden_in(head + page(1, 2, b"\x81\0\0\0" + NAME) + frame) == {"padding that is not empty"}
