"""What a recording holds beside one sound and one moving picture, in every container that readers may get."""

import io
import struct

import pytest

from archive.lib import recordings
from archive.lib.findings import BEHIND_THE_END, UNPLAYED, UNREADABLE
from archive.lib.signatures import signature_of
from tests.files import sound
from tests.files.sound import (
    FLAC_BY_ANOTHER_PROGRAM,
    FRAMES,
    NAME,
    box,
    chunk,
    element,
    flac_frame,
    seek_table,
    tag,
    track,
    webm_track,
)


def found_in(content: bytes):
    recording = recordings.recognised(io.BytesIO(content), signature_of(content[:4096]))
    assert recording is not None, "it is not taken for a recording"
    return recording.found


CUE = chunk(b"cue ", struct.pack("<I", 1) + struct.pack("<II4sIII", 1, 0, b"data", 0, 0, 100))
LABEL = chunk(b"LIST", b"adtl" + chunk(b"labl", struct.pack("<I", 1) + NAME + b"\0"))
PROGRAM = chunk(b"LIST", b"INFO" + chunk(b"ISFT", b"Lavf60\0"))
OTHER_STREAM = sound.page(2, 0, b"fishead\0" + bytes(56), flags=2) + sound.page(2, 1, b"x")
SECOND_STREAM = sound.page(2, 0, b"OpusHead" + bytes(11), flags=2) + sound.page(2, 1, b"OpusTags" + sound.comments())
SPOILT_PAGE = sound.page(1, 1, bytes(len(NAME))).replace(bytes(len(NAME)), NAME)
CHAPTERS = element(0x1043A770, element(0x45B9, element(0xB6, element(0x80, element(0x85, NAME)))))

CLEAN = {
    "wav": sound.wav_with(),
    "wav with padding and a program": sound.wav_with(chunk(b"JUNK", bytes(28)), PROGRAM),
    "aiff": sound.aiff_with(),
    "mp3": sound.mp3_with(),
    "mp3 with a program": sound.mp3_with((b"TSSE", b"\0Lavf60")),
    "flac": sound.flac_with((1, bytes(64)), (4, sound.comments("ENCODER=Lavf58.29.100"))),
    "flac with points to seek": sound.flac_with(seek_table((0, 0), (4000, 13))),
    "flac with a point kept free": sound.flac_with((3, bytes(18) + b"\xff" * 8 + bytes(10))),
    "flac of unknown length": sound.flac_with(samples=0),
    "flac with zeros behind": sound.flac_with(frames=FRAMES + bytes(20_000)),
    "flac by another program": FLAC_BY_ANOTHER_PROGRAM,
    "ogg": sound.ogg_with("ENCODER=opusenc from opus-tools 0.2"),
    "m4a": sound.mp4_with(),
    "m4a with a program": sound.mp4_with(tag(b"\xa9too", b"Lavf60.16.100")),
    "mp4": sound.mp4_with(tracks=(track(b"vide"), track())),
    "webm": sound.webm_with(),
    "webm from a browser": sound.webm_with(endless=True),
}
HIDDEN = {
    "wav with cue points": (sound.wav_with(CUE), "cue points"),
    "wav with cue labels": (sound.wav_with(CUE, LABEL), "cue labels and notes"),
    "wav with iXML": (sound.wav_with(chunk(b"iXML", b"<BWFXML><NOTE>a</NOTE></BWFXML>")), "production details (iXML)"),
    "wav with XMP": (sound.wav_with(chunk(b"_PMX", b"<x:xmpmeta/>")), "XMP"),
    "wav with bext": (sound.wav_with(chunk(b"bext", NAME.ljust(602, b"\0"))), "broadcast details (bext)"),
    "wav with ID3": (sound.wav_with(chunk(b"id3 ", b"ID3\3\0\0\0\0\0\0")), "ID3 tags"),
    "wav with an unknown chunk": (sound.wav_with(chunk(b"zzzz", NAME)), "an unknown chunk ('zzzz')"),
    "wav with padding that tells": (sound.wav_with(chunk(b"JUNK", NAME)), "padding that is not empty"),
    "wav with bytes behind": (sound.wav_with(behind=NAME), "bytes behind its end"),
    "aiff with markers": (sound.aiff_with(chunk(b"MARK", bytes(2), ">")), "cue points"),
    "mp3 with a picture": (sound.mp3_with((b"APIC", b"\0image/png\0\3\0" + NAME)), "a picture"),
    "mp3 with words": (sound.mp3_with((b"USLT", b"\0eng\0" + NAME)), "words"),
    "mp3 with chapters": (sound.mp3_with((b"CHAP", b"a\0" + bytes(16) + NAME)), "chapters"),
    "mp3 with private data": (sound.mp3_with((b"PRIV", b"me\0" + NAME)), "a tag of another kind ('PRIV')"),
    "mp3 with bytes behind": (sound.mp3_with(behind=NAME), "bytes that are no sound"),
    "flac with a picture": (sound.flac_with((6, bytes(8) + NAME)), "a picture"),
    "flac with a cue sheet": (sound.flac_with((5, bytes(396))), "cue points"),
    "flac of another program": (sound.flac_with((2, b"riff" + NAME)), "data of another program"),
    "flac with padding that tells": (sound.flac_with((1, NAME)), "padding that is not empty"),
    "flac with a table to seek that tells": (sound.flac_with((3, NAME.ljust(36))), "data of another kind"),
    "flac with a table to seek and more": (sound.flac_with((3, bytes(18) + NAME[:9])), "data of another kind"),
    "flac with points in no order": (sound.flac_with(seek_table((4000, 13), (0, 0))), "data of another kind"),
    "flac with a free point that tells": (sound.flac_with((3, b"\xff" * 8 + NAME[:10])), "data of another kind"),
    "flac with two tables to seek": (sound.flac_with(seek_table((0, 0)), seek_table((0, 0))), "data of another kind"),
    "flac with its facts twice": (sound.flac_with((0, NAME.ljust(34))), "data of another kind"),
    "flac with bytes behind": (sound.flac_with(frames=FRAMES + NAME), BEHIND_THE_END),
    "flac with bytes far behind": (sound.flac_with(frames=FRAMES + bytes(9000) + NAME), BEHIND_THE_END),
    "flac with a wav behind": (sound.flac_with(frames=FRAMES + sound.wav()), BEHIND_THE_END),
    "flac with a flac behind": (sound.flac_with() + sound.flac_with(), BEHIND_THE_END),
    "flac with ID3v1": (sound.flac_with(frames=FRAMES + (b"TAG" + NAME).ljust(128, b"\0")), BEHIND_THE_END),
    "flac of unknown length with bytes behind": (sound.flac_with(samples=0, frames=FRAMES + NAME), BEHIND_THE_END),
    "flac with no sound but bytes": (sound.flac_with(frames=NAME), BEHIND_THE_END),
    "flac with bytes between": (sound.flac_with(frames=flac_frame(0) + NAME + flac_frame(1)), UNREADABLE),
    "flac cut off in a frame": (sound.flac_with(frames=flac_frame(0)[:-1]), UNREADABLE),
    "flac with more sound than it says": (sound.flac_with(frames=FRAMES + flac_frame(2)), UNPLAYED),
    "flac with a frame of another place": (
        sound.flac_with(samples=0, frames=flac_frame(0) + flac_frame(9) + flac_frame(1)),
        UNPLAYED,
    ),
    "flac with a frame at another rate": (
        sound.flac_with(samples=0, frames=flac_frame(0) + flac_frame(1, rate=5) + flac_frame(1)),
        UNPLAYED,
    ),
    "flac with bytes in a frame": (
        sound.flac_with(longest=13, frames=flac_frame(0, more=NAME) + flac_frame(1)),
        UNREADABLE,
    ),
    "flac with many bytes in a frame": (sound.flac_with(frames=flac_frame(0, more=NAME * 500)), UNREADABLE),
    "flac with chapters": (sound.flac_with((4, sound.comments("CHAPTER001NAME=a"))), "chapters"),
    "ogg with words": (sound.ogg_with("LYRICS=words"), "words"),
    "ogg with another stream": (sound.ogg_with(more=OTHER_STREAM), "a track of text or of another kind"),
    "ogg with a second sound": (sound.ogg_with(more=SECOND_STREAM), "more than one sound track"),
    "ogg with pages of no stream": (sound.ogg_with(more=sound.page(9, 5, NAME)), UNPLAYED),
    "ogg with a page that is passed over": (sound.ogg_with(more=SPOILT_PAGE), UNPLAYED),
    "ogg with pages behind its stream": (sound.ogg_with(behind=sound.page(1, 3, NAME)), UNPLAYED),
    "ogg with bytes behind": (sound.ogg_with(behind=NAME), "bytes behind its end"),
    "m4a with chapters": (sound.mp4_with(box(b"udta", box(b"chpl", bytes(9), NAME))), "chapters"),
    "m4a with a picture": (sound.mp4_with(tag(b"covr")), "a picture"),
    "m4a with words": (sound.mp4_with(tag(b"\xa9lyr")), "words"),
    "m4a with XMP": (sound.mp4_with(more=box(b"uuid", bytes(16), NAME)), "XMP or other details of its own kind"),
    "m4a with an unknown box": (sound.mp4_with(more=box(b"zzzz", NAME)), "an unknown box ('zzzz')"),
    "m4a with padding that tells": (sound.mp4_with(more=box(b"free", NAME)), "padding that is not empty"),
    "m4a with two sounds": (sound.mp4_with(tracks=(track(), track())), "more than one sound track"),
    "m4a with a text track": (sound.mp4_with(tracks=(track(), track(b"text"))), "a track of text or of another kind"),
    "m4a with sound elsewhere": (
        sound.mp4_with(tracks=(track(in_file=False),)),
        "sound or pictures that lie in another file",
    ),
    "mp4 with two pictures": (
        sound.mp4_with(tracks=(track(b"vide"), track(b"vide"), track())),
        "more than one moving picture",
    ),
    "webm with subtitles": (
        sound.webm_with(tracks=webm_track(1, 1, b"V_VP8") + webm_track(2, 17, b"S_TEXT/UTF8")),
        "a track of text or of another kind",
    ),
    "webm with two sounds": (
        sound.webm_with(tracks=webm_track(1, 1, b"V_VP8") + webm_track(2, 2, b"A_OPUS") + webm_track(3, 2, b"A_OPUS")),
        "more than one sound track",
    ),
    "webm with chapters": (sound.webm_with(CHAPTERS), "chapters"),
    "webm with an attachment": (
        sound.webm_with(element(0x1941A469, element(0x61A7, element(0x465C, NAME)))),
        "attached files",
    ),
    "webm with padding that tells": (sound.webm_with(element(0xEC, NAME)), "padding that is not empty"),
    "webm with an unknown element": (sound.webm_with(element(0x4FFF, NAME)), "an unknown element (4FFF)"),
    "webm from a browser with chapters": (sound.webm_with(CHAPTERS, endless=True), "chapters"),
}
TOLD = {
    "wav": (sound.wav_with(chunk(b"LIST", b"INFO" + chunk(b"IART", NAME))), "artist"),
    "aiff": (sound.aiff_with(chunk(b"AUTH", NAME, ">")), "author"),
    "mp3": (sound.mp3_with((b"TPE1", b"\0" + NAME)), "performer"),
    "mp3 with a comment": (sound.mp3_with((b"COMM", b"\0eng\0" + NAME)), "comment"),
    "mp3 with ID3v1": (sound.mp3_with(behind=(b"TAG" + NAME).ljust(128, b"\0")), "title, artist and comment (ID3v1)"),
    "mp3 with APE": (sound.mp3_with(behind=sound.ape_tag()), "details in an APE tag"),
    "flac": (sound.flac_with((4, sound.comments(f"ARTIST={NAME.decode()}"))), "artist"),
    "ogg": (sound.ogg_with(f"artist={NAME.decode()}"), "artist"),
    "m4a": (sound.mp4_with(tag(b"\xa9ART")), "artist"),
    "m4a with a place": (sound.mp4_with(box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7+40.1+046.2/"))), "place"),
    "m4a of a day": (sound.mp4_with(made=3_700_000_000), "the date at which it was made"),
    "m4a with a name of its track": (sound.mp4_with(tracks=(track(more=box(b"udta", box(b"name", NAME))),)), "title"),
    "webm with a title": (sound.webm_with(info=element(0x7BA9, NAME)), "title"),
    "webm of a day": (sound.webm_with(info=element(0x4461, bytes([1] * 8))), "the date at which it was made"),
    "webm with a name of its track": (
        sound.webm_with(tracks=webm_track(1, 1, b"V_VP8", element(0x536E, NAME))),
        "the name of a track",
    ),
    "webm with a tag": (
        sound.webm_with(
            element(0x1254C367, element(0x7373, element(0x67C8, element(0x45A3, b"ARTIST") + element(0x4487, NAME))))
        ),
        "artist",
    ),
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_recording_holds_nothing_else(name):
    found = found_in(CLEAN[name])
    assert (found.hidden, found.told) == (set(), set())


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_neither_heard_nor_seen_is_found(name):
    content, what = HIDDEN[name]
    assert what in found_in(content).hidden


@pytest.mark.parametrize("name", TOLD)
def test_what_it_tells_about_itself_is_found(name):
    content, what = TOLD[name]
    found = found_in(content)
    assert what in found.told
    assert found.hidden == set()


@pytest.mark.parametrize("name", CLEAN)
def test_a_recording_cut_off_anywhere_is_no_error(name):
    content = CLEAN[name]
    for end in {*range(12, min(len(content), 400), 7), *range(400, len(content), 997)}:
        recordings.recognised(io.BytesIO(content[:end]), signature_of(content[:4096]))


def test_a_container_that_is_not_looked_into_is_not_taken_for_clean():
    assert recordings.WALKED.keys() == {"wav", "aiff", "mp3", "flac", "ogg", "mp4", "matroska"}
    found = recordings.recognised(io.BytesIO(sound.wav()), "avi").found
    assert found.hidden == {recordings.NOT_WALKED}
