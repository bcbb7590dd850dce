"""What players leave out of a recording though it is still in the file: cut off, cropped, switched off, led to by
nothing. And what ordinary programs write, which is none of that."""

import io
import struct

import pytest

from archive.lib import recordings
from archive.lib.findings import CROPPED, CUT_SHORT, SWITCHED_OFF, UNPLAYED
from archive.lib.signatures import signature_of
from tests.files import sound
from tests.files.sound import NAME, box, chunk, edits, element, track, webm_track
from tests.lib.test_recordings import found_in

WORDS = NAME * 100


# --- WAV and AIFF -----------------------------------------------------------------------------------------


def aiff(frames: int, held: bytes, offset: int = 0, kind: bytes = b"AIFF", packed: bytes = b"") -> bytes:
    """An AIFF that says it has ``frames`` frames of one channel in 16 bits, and holds ``held``."""
    common = struct.pack(">hIh", 1, frames, 16) + b"\x40\x0b\xfa" + bytes(7) + packed
    told = struct.pack(">II", offset, 0)
    return chunk(b"FORM", kind + chunk(b"COMM", common, ">") + chunk(b"SSND", told + held, ">"), ">")


def peak(channels: int = 1) -> bytes:
    return chunk(b"PEAK", struct.pack("<II", 1, 1_700_000_000) + struct.pack("<fI", 0.5, 3) * channels)


# --- MP4 --------------------------------------------------------------------------------------------------


def aperture(width: int) -> bytes:
    return box(b"clap", struct.pack(">8I", width, 1, 16, 1, 0, 1, 0, 1))


def opus_box(skip: int) -> bytes:
    return box(b"dOps", b"\0\1", struct.pack(">HIhB", skip, 48000, 0, 0))


def picture(*more: bytes, **options) -> bytes:
    return sound.mp4_with(tracks=(track(b"vide", coding=b"".join(more), **options),))


def edited(*entries: tuple[int, int], kind: bytes = b"soun", pace: int = 1 << 16) -> bytes:
    return sound.mp4_with(tracks=(track(kind, more=edits(*entries, pace=pace)),))


def in_fragments(length: int = 2000, behind: bytes = b"") -> bytes:
    """An MP4 as it is streamed: a movie without samples, then a fragment whose run leads to ``length`` bytes."""
    default = box(b"trex", bytes(4), struct.pack(">5I", 1, 1, 1, 2, 0))
    movie = sound.mp4_with(box(b"mvex", default), tracks=(track(count=0, times=0),), data=b"")

    def fragment(start: int) -> bytes:
        run = box(b"trun", struct.pack(">IIi", 0x201, 2, start), struct.pack(">II", length - 1000, 1000))
        head = box(b"tfhd", struct.pack(">II", 0x020000, 1))
        return box(b"moof", box(b"mfhd", bytes(4), b"\0\0\0\1"), box(b"traf", head, run))

    return movie + fragment(len(fragment(0)) + 8) + box(b"mdat", b"\x10\x01" * 1000 + behind)


# --- WebM -------------------------------------------------------------------------------------------------


def group(*more: bytes, number: int = 1) -> bytes:
    """A cluster with a group of one block of the track ``number``."""
    block = element(0xA1, bytes([0x80 | number]) + bytes(3) + bytes(20))
    return element(0x1F43B675, element(0xE7, b"\0") + element(0xA0, block + b"".join(more)))


def sound_track(*more: bytes) -> bytes:
    return sound.webm_with(tracks=webm_track(1, 1, b"V_VP8") + webm_track(2, 2, b"A_OPUS", b"".join(more)))


def picture_with(*more: bytes) -> bytes:
    shape = element(0xE0, element(0xB0, b"\x10") + element(0xBA, b"\x10") + b"".join(more))
    known = element(0xD7, b"\1") + element(0x73C5, b"\1") + element(0x83, b"\1") + element(0x86, b"V_VP8")
    return sound.webm_with(tracks=element(0xAE, known + shape))


def webm_tag(name: bytes, value: bytes) -> bytes:
    held = element(0x45A3, name) + element(0x4487, value)
    return sound.webm_with(element(0x1254C367, element(0x7373, element(0x67C8, held))))


def opus_head(skip: int) -> bytes:
    return b"OpusHead\x01\x01" + struct.pack("<HIh", skip, 48000, 0) + b"\0"


DELAY, ADDED, DISCARDED = 0x56AA, 0x75A1, 0x75A2
SECOND = 10**9

WHOLE = {
    "wav with peaks": sound.wav_with(peak()),
    "wav with a count of frames": sound.wav_with(chunk(b"fact", struct.pack("<I", 2000))),
    "aiff": aiff(50, WORDS[:100]),
    "aiff filled up": aiff(50, WORDS[:100] + bytes(20)),
    "aiff-c": aiff(50, WORDS[:100], kind=b"AIFC", packed=b"sowt\0\0"),
    "aiff-c of bytes": aiff(100, WORDS[:100], kind=b"AIFC", packed=b"ulaw\0\0"),
    "mp4 with what its encoder needs": edited((900, 800)),
    "mp4 that begins late": edited((500, -1), (1000, 0)),
    "mp4 of pictures that begins late": edited((500, -1), (1000, 0), kind=b"vide"),
    "mp4 edited to its end": edited((0, 0)),
    "mp4 filled up within": sound.mp4_with(data=b"\x10\x01" * 8000 + bytes(64)),
    "mp4 in fragments": in_fragments(),
    "mp4 with all of its picture": picture(aperture(16)),
    "mp4 with the shape of its pixels": picture(box(b"pasp", struct.pack(">II", 1, 1))),
    "mp4 of Opus": sound.mp4_with(tracks=(track(coding=opus_box(312)),)),
    "webm in groups": sound.webm_with(group(element(0x9B, b"\x14"), element(0xFB, b"\0"))),
    "webm with a last block filled up": sound.webm_with(group(element(DISCARDED, b"\x10"))),
    "webm with what its encoder needs": sound_track(element(DELAY, (6_500_000).to_bytes(4))),
    "webm of Opus": sound_track(element(0x63A2, opus_head(312))),
    "webm switched on": sound_track(element(0xB9, b"\1")),
    "webm not cropped": picture_with(element(0x54BB, b"\0")),
    "webm with its encoder": webm_tag(b"ENCODER", b"Lavc60.31.102 libvpx-vp9"),
    "webm with its encoder, without a version": webm_tag(b"ENCODER", b"Lavc libopus"),
    "webm with its length": webm_tag(b"DURATION", b"00:00:01.000000000"),
}
LEFT_OUT = {
    "wav with a second sound": (sound.wav_with(chunk(b"data", WORDS)), UNPLAYED),
    "wav with a second format": (sound.wav_with(chunk(b"fmt ", bytes(16))), UNPLAYED),
    "wav with words in fact": (sound.wav_with(chunk(b"fact", bytes(4) + NAME)), "foreign bytes in a chunk ('fact')"),
    "wav with words in fmt": (sound.wav_with(chunk(b"fmt ", bytes(64) + NAME)), "foreign bytes in a chunk ('fmt')"),
    "wav with words in PEAK": (sound.wav_with(chunk(b"PEAK", NAME)), "foreign bytes in a chunk ('PEAK')"),
    "wav with peaks of more channels": (sound.wav_with(peak(2)), "foreign bytes in a chunk ('PEAK')"),
    "wav with a curve": (sound.wav_with(chunk(b"levl", bytes(40))), "a curve of its loudness (levl)"),
    "aiff with fewer frames": (aiff(40, WORDS[:100]), UNPLAYED),
    "aiff that begins later": (aiff(40, WORDS[:100], offset=20), UNPLAYED),
    "aiff-c with fewer frames": (aiff(40, WORDS[:100], kind=b"AIFC", packed=b"sowt\0\0"), UNPLAYED),
    "aiff-c of an unknown kind": (
        aiff(50, WORDS[:100], kind=b"AIFC", packed=b"MAC3\0\0"),
        "parts that cannot be looked into",
    ),
    "mp4 with its beginning cut off": (edited((900, 801)), CUT_SHORT),
    "mp4 with a picture cut off": (edited((990, 1), kind=b"vide"), CUT_SHORT),
    "mp4 with its end cut off": (edited((800, 0)), CUT_SHORT),
    "mp4 with its middle cut off": (edited((400, 0), (400, 4800)), CUT_SHORT),
    "mp4 of nothing": (edited((1000, -1)), CUT_SHORT),
    "mp4 that stands still": (edited((1000, 0), pace=0), CUT_SHORT),
    "mp4 that says it is shorter": (sound.mp4_with(length=700), CUT_SHORT),
    "mp4 of Opus with its beginning cut off": (sound.mp4_with(tracks=(track(coding=opus_box(48000)),)), CUT_SHORT),
    "mp4 with more than its samples": (sound.mp4_with(data=b"\x10\x01" * 8000 + NAME), UNPLAYED),
    "mp4 with samples left out": (sound.mp4_with(tracks=(track(count=7900),)), UNPLAYED),
    "mp4 with samples of no time": (sound.mp4_with(tracks=(track(times=7900),), length=1000), UNPLAYED),
    "mp4 with a second lot of data": (sound.mp4_with(more=box(b"mdat", NAME)), UNPLAYED),
    "mp4 in fragments with more than its samples": (in_fragments(behind=NAME), UNPLAYED),
    "mp4 in fragments with a sample left out": (in_fragments(1900), UNPLAYED),
    "mp4 switched off": (sound.mp4_with(tracks=(track(flags=2),)), SWITCHED_OFF),
    "mp4 with a cropped picture": (picture(aperture(12)), CROPPED),
    "mp4 with words in a sample entry": (picture(box(b"zzzz", NAME)), "an unknown box ('zzzz')"),
    "webm with words added to a block": (
        sound.webm_with(group(element(ADDED, element(0xA6, element(0xA5, NAME))))),
        "what was added to its blocks",
    ),
    "webm with all blocks discarded": (sound.webm_with(*[group(element(DISCARDED, b"\x10"))] * 3), CUT_SHORT),
    "webm with blocks of no track": (sound.webm_with(group(number=3)), UNPLAYED),
    "webm with its beginning cut off": (sound_track(element(DELAY, (60 * SECOND).to_bytes(8))), CUT_SHORT),
    "webm of Opus with its beginning cut off": (sound_track(element(0x63A2, opus_head(48000))), CUT_SHORT),
    "webm switched off": (sound_track(element(0xB9, b"\0")), SWITCHED_OFF),
    "webm with a cropped picture": (picture_with(element(0x54BB, b"\4")), CROPPED),
    "webm behind a webm": (sound.webm_with() + sound.webm_with(), "bytes behind its end"),
    "webm with a binary tag": (
        sound.webm_with(element(0x1254C367, element(0x7373, element(0x67C8, element(0x4485, NAME))))),
        "an unknown element (4485)",
    ),
    "ogg with its beginning cut off": (sound.ogg_with(skip=48000), CUT_SHORT),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_played_whole_passes(name):
    found = found_in(WHOLE[name])
    assert (found.hidden, found.told) == (set(), set())


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_a_player_leaves_out_is_found(name):
    content, what = LEFT_OUT[name]
    assert what in found_in(content).hidden


@pytest.mark.parametrize("name", WHOLE)
def test_one_cut_off_anywhere_is_no_error(name):
    content = WHOLE[name]
    for end in {*range(12, min(len(content), 400), 7), *range(400, len(content), 997)}:
        recordings.recognised(io.BytesIO(content[:end]), signature_of(content[:4096]))


ONE_RUN = struct.pack(">IIII", 1, 1, 8000, 1)
ENDLESS = struct.pack("<IQQQI", 28, 2**64 - 1, 2**64 - 1, 0, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"RF64" + b"\xff" * 4 + b"WAVEds64" + ENDLESS + chunk(b"fmt ", bytes(16)) + b"data" + b"\xff" * 4,
        sound.mp4_with(tracks=(track(count=2**32 - 1),)).replace(ONE_RUN, struct.pack(">IIII", 1, 1, 2**32 - 1, 1)),
    ],
)
def test_numbers_without_measure_are_no_error(content):
    assert recordings.WALKED[signature_of(content[:4096])](io.BytesIO(content)) is not None
