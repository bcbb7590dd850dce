"""Recordings as they come, made here byte by byte: clean ones, and ones with more in them than is heard and seen."""

import base64
import io
import struct
import wave

HIDDEN = "Hidden Name Within"
NAME = HIDDEN.encode()


def wav(seconds: float = 0.25) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x00\x10" * int(8000 * seconds))
    return target.getvalue()


def wav_with_name() -> bytes:
    """A WAV whose LIST INFO chunk (RIFF, 1991) holds an artist."""
    text = HIDDEN.encode() + b"\0" * (2 - len(HIDDEN) % 2)
    info = b"INFO" + b"IART" + struct.pack("<I", len(text)) + text
    content = wav() + b"LIST" + struct.pack("<I", len(info)) + info
    return content[:4] + struct.pack("<I", len(content) - 8) + content[8:]


def mp3(seconds: int = 1) -> bytes:
    """Silent frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz."""
    frame = b"\xff\xfb\x90\xc4" + bytes(413)
    return frame * (38 * seconds)


def mp3_with_name() -> bytes:
    """An MP3 with an ID3v2.3 tag that holds a performer."""
    text = b"\x00" + HIDDEN.encode()
    frame = b"TPE1" + struct.pack(">I", len(text)) + b"\0\0" + text
    size = len(frame)
    return b"ID3\x03\x00\x00" + bytes([0, 0, size >> 7, size & 0x7F]) + frame + mp3()


# --- WAV and AIFF: chunks ---------------------------------------------------------------------------------


def chunk(name: bytes, content: bytes, order: str = "<") -> bytes:
    return name + struct.pack(f"{order}I", len(content)) + content + b"\0" * (len(content) % 2)


def wav_with(*chunks: bytes, behind: bytes = b"") -> bytes:
    content = wav() + b"".join(chunks)
    return content[:4] + struct.pack("<I", len(content) - 8) + content[8:] + behind


def aiff_with(*chunks: bytes) -> bytes:
    common = struct.pack(">hIh", 1, 800, 16) + b"\x40\x0b\xfa" + bytes(7)  # 8000 Hz as a float of 80 bits
    sound = chunk(b"SSND", bytes(8 + 1600), ">")
    content = b"AIFF" + chunk(b"COMM", common, ">") + b"".join(chunks) + sound
    return chunk(b"FORM", content, ">")


# --- MP3, FLAC and Ogg ------------------------------------------------------------------------------------


def mp3_with(*frames: tuple[bytes, bytes], behind: bytes = b"") -> bytes:
    """An MP3 with frames of ID3v2.3 before it."""
    held = b"".join(name + struct.pack(">I", len(content)) + b"\0\0" + content for name, content in frames)
    size = bytes(len(held) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return (b"ID3\x03\0\0" + size + held if frames else b"") + mp3() + behind


def ape_tag() -> bytes:
    item = struct.pack("<II", len(NAME), 0) + b"Artist\0" + NAME
    return item + b"APETAGEX" + struct.pack("<IIII", 2000, len(item) + 32, 1, 0) + bytes(8)


def comments(*fields: str) -> bytes:
    made_by = b"libopus 1.3.1"
    held = b"".join(struct.pack("<I", len(field.encode())) + field.encode() for field in fields)
    return struct.pack("<I", len(made_by)) + made_by + struct.pack("<I", len(fields)) + held


def check_sum(content: bytes, polynomial: int, bits: int) -> bytes:
    """That of RFC 9639, bit by bit."""
    value = 0
    for bit in (byte >> at & 1 for byte in content for at in range(7, -1, -1)):
        value = value << 1 ^ (polynomial if value >> bits - 1 ^ bit else 0)
        value &= (1 << bits) - 1
    return value.to_bytes(bits // 8)


def flac_frame(number: int, *, samples: int = 4000, rate: int = 4, more: bytes = b"") -> bytes:
    """A silent frame of one channel (RFC 9639, 9) and ``more`` in it; 4 stands for 8000 Hz."""
    head = b"\xff\xf8" + bytes([0x70 | rate, 0x08, number]) + (samples - 1).to_bytes(2)
    frame = head + check_sum(head, 0x07, 8) + bytes(3) + more
    return frame + check_sum(frame, 0x8005, 16)


FRAMES = flac_frame(0) + flac_frame(1)


def flac_with(*blocks: tuple[int, bytes], frames: bytes = FRAMES, longest: int = 0, samples: int = 8000) -> bytes:
    """A FLAC with a silent second; ``blocks`` of metadata by their kind. It says that its longest frame has ``longest``
    bytes, and that it has ``samples``; 0 where it does not know."""
    info = struct.pack(">HH", 4000, 4000) + bytes(3) + longest.to_bytes(3)
    info += ((8000 << 44) | (15 << 36) | samples).to_bytes(8) + bytes(16)
    every = [(0, info), *blocks]
    held = b""
    for number, (kind, content) in enumerate(every):
        last = 0x80 if number == len(every) - 1 else 0
        held += bytes([kind | last]) + len(content).to_bytes(3) + content
    return b"fLaC" + held + frames


def seek_table(*points: tuple[int, int]) -> tuple[int, bytes]:
    """A block of points to seek: a sample, and where the frame that holds it begins."""
    return 3, b"".join(struct.pack(">QQH", sample, place, 4000) for sample, place in points)


FLAC_BY_ANOTHER_PROGRAM = base64.b64decode(
    "ZkxhQwAAACIAwADAAAAAAAAAAfQA8AAAAAAAAAAAAAAAAAAAAAAAAAAAhAAAKCAAAAByZWZlcmVuY2UgbGliRkxBQyAxLjQuMiAyMDIyMTAy"
    "MgAAAAD/+BQIACtCAAAABGK/wgBgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcDgcD"
    "gcDgcDgcDgcDgYBExf/4FAgBLEICQAJEYr/CAGBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOBwOB"
    "wOBwOBwOBwOBwOBwOBwOBwOBgMFd//gUCAIlSASABIQEhwSJBI1iIdpHGOACTJkyZMmTJkyZMmTJkyZMmTJkyZMmTJkyZMmTJkyZMmTJkyZM"
    "mTJkyZMmTJkyZMmTJkyZMmTJgEms//hkCAMXuRQGwAbEAHy8vLy8vLywhEo="
)
"""A rising line of 600 samples in four frames, as the reference encoder of FLAC (1.4.2) writes it to a pipe."""


def page(serial: int, number: int, *packets: bytes, flags: int = 0, at: int = 0) -> bytes:
    """A page of an Ogg on which ``packets`` end, and with them ``at`` samples of the stream."""
    lengths = b"".join(bytes([255] * (len(packet) // 255) + [len(packet) % 255]) for packet in packets)
    head = b"OggS\0" + bytes([flags]) + struct.pack("<q", at) + struct.pack("<II", serial, number)
    behind = bytes([len(lengths)]) + lengths + b"".join(packets)
    summed = check_sum(head + bytes(4) + behind, 0x04C11DB7, 32)[::-1]
    return head + summed + behind


OPUS_OF_20_MS = b"\xf8\xff\xfe"


def ogg_with(*fields: str, more: bytes = b"", behind: bytes = b"", skip: int = 0) -> bytes:
    """An Ogg with one stream of Opus; ``more`` are pages that stand at its beginning."""
    head = b"OpusHead\x01\x01" + struct.pack("<HIh", skip, 48000, 0) + b"\0"
    told = b"OpusTags" + comments(*fields)
    return page(1, 0, head, flags=2) + more + page(1, 1, told) + page(1, 2, OPUS_OF_20_MS, flags=4, at=960) + behind


# --- MP4: boxes -------------------------------------------------------------------------------------------


def box(name: bytes, *content: bytes) -> bytes:
    held = b"".join(content)
    return struct.pack(">I", len(held) + 8) + name + held


def track(
    kind: bytes = b"soun",
    *,
    made: int = 0,
    more: bytes = b"",
    in_file: bool = True,
    coding: bytes = b"",
    flags: int = 3,
    count: int = 8000,
    times: int = 8000,
) -> bytes:
    """A track of a second. ``more`` stands before its media, ``coding`` in its sample entry; of its 8000 samples the
    table of sizes leads to ``count``, the table of times to ``times``."""
    sound = struct.pack(">HHHHI", 1, 16, 0, 0, 8000 << 16)
    entry = box(b"sowt", bytes(6), struct.pack(">H", 1), bytes(8), sound, coding)
    if kind == b"vide":
        shape = struct.pack(">HH", 16, 16)
        entry = box(b"mp4v", bytes(6), struct.pack(">H", 1), bytes(16), shape, bytes(50), coding)
    tables = (
        box(b"stsd", bytes(4), struct.pack(">I", 1), entry)
        + box(b"stts", bytes(4), struct.pack(">III", 1, times, 1))
        + box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, 8000, 1))
        + box(b"stsz", bytes(4), struct.pack(">II", 2, count))
        + box(b"stco", bytes(4), struct.pack(">II", 1, 32))
    )
    place = box(b"dref", bytes(4), struct.pack(">I", 1), box(b"url ", b"\0\0\0\1" if in_file else b"\0\0\0\0a\0"))
    head = {b"soun": box(b"smhd", bytes(8)), b"vide": box(b"vmhd", b"\0\0\0\1", bytes(8))}.get(
        kind, box(b"nmhd", bytes(4))
    )
    media = (
        box(b"mdhd", bytes(4), struct.pack(">IIII", made, made, 8000, 8000), bytes(4))
        + box(b"hdlr", bytes(8), kind, bytes(12), b"Handler\0")
        + box(b"minf", head, box(b"dinf", place), box(b"stbl", tables))
    )
    head = struct.pack(">IIIIII", flags, made, made, 1, 0, 1000) + bytes(12) + b"\1\0" + bytes(46)
    return box(b"trak", box(b"tkhd", head), more, box(b"mdia", media))


def edits(*entries: tuple[int, int], pace: int = 1 << 16) -> bytes:
    """An edit list: of each entry its length in milliseconds and the sample at which it begins, -1 for none."""
    held = b"".join(struct.pack(">IiI", *entry, pace) for entry in entries)
    return box(b"edts", box(b"elst", bytes(4), struct.pack(">I", len(entries)), held))


def mp4_with(
    *in_movie: bytes,
    tracks: tuple[bytes, ...] = (),
    more: bytes = b"",
    made: int = 0,
    length: int = 1000,
    data: bytes = b"\x10\x01" * 8000,
) -> bytes:
    movie = box(b"mvhd", bytes(4), struct.pack(">IIII", made, made, 1000, length), bytes(80))
    return (
        box(b"ftyp", b"M4A \0\0\0\0M4A isom")
        + box(b"mdat", data)
        + box(b"moov", movie, *(tracks or (track(),)), *in_movie)
        + more
    )


def tag(name: bytes, text: bytes = NAME) -> bytes:
    """A tag in the manner of iTunes."""
    item = box(name, box(b"data", struct.pack(">II", 1, 0), text))
    handler = box(b"hdlr", bytes(8), b"mdirappl", bytes(9))
    return box(b"udta", box(b"meta", bytes(4), handler, box(b"ilst", item)))


# --- WebM: elements ---------------------------------------------------------------------------------------


def element(number: int, content: bytes, *, endless: bool = False) -> bytes:
    head = number.to_bytes((number.bit_length() + 7) // 8)
    return head + (b"\x01" + b"\xff" * 7 if endless else (len(content) | 1 << 56).to_bytes(8)) + content


def webm_track(number: int, kind: int, codec: bytes, more: bytes = b"") -> bytes:
    shape = element(0xE0, element(0xB0, b"\x10") + element(0xBA, b"\x10")) if kind == 1 else b""
    known = (0xD7, bytes([number])), (0x73C5, bytes([number])), (0x83, bytes([kind])), (0x86, codec)
    return element(0xAE, b"".join(element(*each) for each in known) + shape + more)


def webm_with(*in_segment: bytes, tracks: bytes = b"", info: bytes = b"", endless: bool = False) -> bytes:
    tracks = tracks or webm_track(1, 1, b"V_VP8") + webm_track(2, 2, b"A_OPUS")
    head = (0x4286, b"\1"), (0x42F7, b"\1"), (0x42F2, b"\4"), (0x42F3, b"\x08"), (0x4282, b"webm"), (0x4287, b"\4")
    length = element(0x2AD7B1, (10**6).to_bytes(3)) + element(0x4489, struct.pack(">f", 1000.0))
    block = element(0xA3, b"\x81\0\0\x80\x10\x02\x00\x9d\x01\x2a\x10\0\x10\0" + bytes(20))
    segment = (
        element(0x1549A966, length + element(0x4D80, b"Lavf60.3.100") + element(0x5741, b"Lavf60.3.100") + info)
        + element(0x1654AE6B, tracks)
        + b"".join(in_segment)
        + element(0x1F43B675, element(0xE7, b"\0") + block, endless=endless)
    )
    return element(0x1A45DFA3, b"".join(element(*each) for each in head)) + element(
        0x18538067, segment, endless=endless
    )
