"""What an MP3 holds beside its sound: tags before and behind it, and whatever is no frame of sound.

ISO/IEC 11172-3 and 13818-3; ID3 (https://id3.org/id3v2.4.0-structure), APE tags (version 2).
"""

import re
from typing import BinaryIO

from archive.lib.findings import UNREADABLE, Findings, is_empty, size_of, stretch
from archive.lib.program_names import look_at_name

KILOBITS = {
    (1, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Bit rates by MPEG version (2 stands for 2.5 too) and layer."""

HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
LONGEST_TAG = 64 * 1024**2
ID3V1 = 128
PROGRAMS = {"TSSE", "TSS"}
NUMBER = re.compile(r"\d{0,12}(?:\.\d{0,6})?")
KIND = re.compile(r"(?:audio/)?(?:MPG|PCM|VQF|AAC|mp3|mpeg)?(?:/[123](?:/2\.5)?)*", re.IGNORECASE)
MEASURED = {
    **dict.fromkeys(("TLEN", "TLE", "TBPM", "TBP", "TDLY", "TDY"), NUMBER),
    **dict.fromkeys(("TFLT", "TFT"), KIND),
}
"""Texts that hold nothing but numbers, or the kind of the file (ID3v2.4 frames, 4.2.3 and 4.2.5)."""

LOUDNESS, SEEK, INDEX = "RVAD", "SEEK", "ASPI"
"""Frames of numbers: changes of the loudness (ID3v2.3, 4.12: for six loudspeakers at most), where the next tag begins
(ID3v2.4, 4.29: four bytes), places for seeking (4.30: as many as it says, each behind the one before)."""

LOUDSPEAKERS = 6
ENCODINGS = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}
TEXTS = {
    "TPE1": "performer", "TP1": "performer", "TIT2": "title", "TT2": "title", "TALB": "album", "TAL": "album",
    "TYER": "date", "TDRC": "date", "TCOM": "composer", "TCON": "genre", "COMM": "comment", "COM": "comment",
}  # fmt: skip
KNOWN = {
    "APIC": "a picture", "PIC": "a picture", "USLT": "words", "ULT": "words", "SYLT": "words", "SLT": "words",
    "CHAP": "chapters", "CTOC": "chapters", "GEOB": "embedded files", "GEO": "embedded files",
    "MLLT": "a table of places in the sound (MLLT)", "MLL": "a table of places in the sound (MLLT)",
}  # fmt: skip


def look_at(file: BinaryIO) -> Findings:
    """What the MP3 in ``file`` holds beside its sound."""
    found = Findings()
    end = _end_of_sound(file, size_of(file), found)
    at = _behind_id3(file, 0, found)
    zeros = b"".join(stretch(file, at, min(end - at, 64 * 1024)))
    at += len(zeros) - len(zeros.lstrip(b"\0"))  # some programs write more padding than they say
    while at + 4 <= end:
        file.seek(at)
        length = _length_of_frame(file.read(4))
        if length is None:
            break
        at += length
    if at < end and not is_empty(stretch(file, at, end - at)):
        found.hidden.add("bytes that are no sound")
    return found


def _length_of_frame(head: bytes) -> int | None:
    """The bytes of the frame with this header; None where it is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    rate, pace = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer not in (2, 3) or rate in (0, 15) or pace == 3:
        return None
    bits = KILOBITS[1 if version == 3 else 2, layer][rate] * 1000
    samples = 144 if version == 3 or layer == 2 else 72
    return samples * bits // HERTZ[version][pace] + (head[2] >> 1 & 1)


def _end_of_sound(file: BinaryIO, end: int, found: Findings) -> int:
    """Where the tags behind the sound begin."""
    if end >= ID3V1 and b"".join(stretch(file, end - ID3V1, 3)) == b"TAG":
        end -= ID3V1
        found.told.add("title, artist and comment (ID3v1)")
    footer = b"".join(stretch(file, end - 32, 32)) if end >= 32 else b""
    if footer.startswith(b"APETAGEX"):
        length = int.from_bytes(footer[12:16], "little") + (32 if footer[23] & 0x80 else 0)
        end = max(end - length, 0)
        found.told.add("details in an APE tag")
    return end


def _behind_id3(file: BinaryIO, at: int, found: Findings) -> int:
    """Where the tag at ``at`` ends; its frames are among the findings."""
    head = b"".join(stretch(file, at, 10))
    if not head.startswith(b"ID3"):
        return at
    version, flags, length = head[3], head[5], _synchsafe(head[6:10])
    content = b"".join(stretch(file, at + 10, min(length, LONGEST_TAG)))
    if version not in (2, 3, 4) or flags & 0xC0 or len(content) < length:
        found.hidden.add(f"{UNREADABLE} (a tag)")
    else:
        _look_at_frames(content, version, found)
    return at + 10 + length + (10 if flags & 0x10 else 0)


def _look_at_frames(content: bytes, version: int, found: Findings) -> None:
    wide = 3 if version == 2 else 4
    head = 6 if version == 2 else 10
    at = 0
    while at + head <= len(content) and content[at]:
        name = content[at : at + wide].decode("latin-1")
        packed = content[at + wide : at + 2 * wide]
        length = _synchsafe(packed) if version == 4 else int.from_bytes(packed)
        _look_at_frame(name, content[at + head : at + head + length], found)
        at += head + length
    if content[at:].strip(b"\0"):
        found.hidden.add("padding that is not empty")


def _look_at_frame(name: str, content: bytes, found: Findings) -> None:
    if name in PROGRAMS:
        look_at_name(_text(content), name, found)
        return
    if not content[1:].strip(b"\0 \xff\xfe"):
        return
    if (name in MEASURED and MEASURED[name].fullmatch(_text(content))) or _is_of_numbers(name, content):
        return
    if name in KNOWN:
        found.hidden.add(KNOWN[name])
    elif name.startswith("T") or name in TEXTS:
        found.told.add(TEXTS.get(name, f"details ({name!r})"))
    else:
        found.hidden.add(f"a tag of another kind ({name!r})")


def _text(content: bytes) -> str:
    """What a frame of text holds, its first byte says how it is written (ID3v2.4, 4)."""
    return content[1:].decode(ENCODINGS.get(content[0] if content else 0, "latin-1"), "replace").strip("\ufeff\0 ")


def _is_of_numbers(name: str, content: bytes) -> bool:
    """Whether it is one of the frames of numbers, and no longer than such a one is. The points of MLLT can hold
    anything, and hardly a program writes it: so it is none."""
    if name == LOUDNESS:
        return len(content) <= 2 + 2 * LOUDSPEAKERS * ((min(content[1], 32) + 7) // 8)
    if name == SEEK:
        return len(content) == 4
    if name == INDEX and len(content) > 11:
        wide = (content[10] + 7) // 8
        points = [content[at : at + wide] for at in range(11, len(content), wide or 1)]
        return wide in (1, 2) and len(points) == int.from_bytes(content[8:10]) and points == sorted(points)
    return False


def _synchsafe(packed: bytes) -> int:
    """A number of seven bits to a byte."""
    return sum((byte & 0x7F) << (7 * place) for place, byte in enumerate(reversed(packed)))
