"""How long the boxes of an MP4 are that tell nothing: what stands behind that belongs to no player.

ISO/IEC 14496-12 (https://www.iso.org/standard/83102.html; freely described at https://mp4ra.org/registered-types/boxes
and https://developer.apple.com/documentation/quicktime-file-format); of codecs, their own mappings. Of a table that is
as long as its rows, the head says how many there are.
"""

LONGEST = {
    b"ftyp": 72, b"styp": 72, b"mvhd": 112, b"tkhd": 96, b"mdhd": 36, b"vmhd": 12, b"smhd": 8, b"iods": 40,
    b"cslg": 44, b"mehd": 12, b"trex": 24, b"mfhd": 8, b"tfhd": 32, b"tfdt": 12, b"mfro": 8, b"prft": 24, b"dref": 64,
    b"sgpd": 64, b"subs": 64, b"saiz": 64, b"saio": 64, b"padb": 64, b"leva": 64,
}  # fmt: skip
"""Boxes without a table, and such whose table has a few rows in any recording: the greatest length, in bytes."""

ROWS = {
    b"elst": ((8, 12), (8, 20)), b"stts": ((8, 8),), b"ctts": ((8, 8),), b"stss": ((8, 4),), b"stps": ((8, 4),),
    b"stsc": ((8, 12),), b"stco": ((8, 4),), b"co64": ((8, 8),), b"stsh": ((8, 8),), b"sbgp": ((12, 8), (16, 8)),
}  # fmt: skip
"""Tables, by version: how long their head is, whose last four bytes say how many rows there are, and a row."""

LONGEST_IN_ENTRY = {
    b"avcC": 1024, b"hvcC": 2048, b"lhvC": 2048, b"vpcC": 12, b"av1C": 512, b"esds": 256, b"dOps": 32, b"dfLa": 64,
    b"alac": 64, b"dac3": 3, b"dec3": 64, b"dac4": 256, b"pasp": 8, b"colr": 19, b"btrt": 12, b"fiel": 2, b"gama": 4,
    b"chan": 176, b"chnl": 64, b"mdcv": 24, b"clli": 4, b"amve": 8, b"SmDm": 28, b"CoLL": 8, b"dvcC": 24, b"dvvC": 24,
    b"ccst": 8, b"vexu": 256, b"frma": 4, b"damr": 9, b"d263": 23, b"mhaC": 512, b"pcmC": 8, b"srat": 8,
}  # fmt: skip
"""The same of boxes of a sample entry (8.5.2): how sound and pictures are coded, their colours and loudspeakers."""

LONGEST_IN_WAVE = {b"mp4a": 4, b"enda": 2, b"\0\0\0\0": 0}
"""And of those that QuickTime puts into ``wave`` beside the boxes of the entry."""

COUNTED = 32
"""How many bytes of a box have to be read to know how long it is."""


def is_as_long(name: bytes, head: bytes, length: int) -> bool:
    """Whether the box ``name``, which begins with ``head`` and holds ``length`` bytes, holds nothing behind its own."""
    if name in LONGEST:
        return length <= LONGEST[name]
    if name in ROWS:
        forms = ROWS[name]
        fixed, row = forms[min(head[0] if head else 0, len(forms) - 1)]
        return length == fixed + row * int.from_bytes(head[fixed - 4 : fixed])
    return name not in _OTHERS or length == _OTHERS[name](head)


def rows_in(name: bytes, head: bytes, length: int) -> int:
    """How many rows a table has that describes samples: in no track more than that has samples."""
    if name == b"sdtp":
        return length - 4
    forms = ROWS[name]
    fixed, row = forms[min(head[0] if head else 0, len(forms) - 1)]
    return (length - fixed) // row


def _sizes(head: bytes) -> int:
    """Of each sample its size (8.7.3), where they differ."""
    return 12 + (0 if int.from_bytes(head[4:8]) else 4 * int.from_bytes(head[8:12]))


def _small_sizes(head: bytes) -> int:
    return 12 + (int.from_bytes(head[8:12]) * head[7] + 7) // 8


def _index(head: bytes) -> int:
    """Where the fragments are (8.16.3)."""
    fixed = 24 if head[:1] == b"\0" else 32
    return fixed + 12 * int.from_bytes(head[fixed - 2 : fixed])


def _run(head: bytes) -> int:
    """The samples of a fragment (8.8.8), each with as many numbers as the flags say."""
    flags = int.from_bytes(head[:4])
    fields = sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    return 8 + 4 * (bool(flags & 0x1) + bool(flags & 0x4)) + 4 * fields * int.from_bytes(head[4:8])


def _access(head: bytes) -> int:
    """Where a player may begin in fragments (8.8.10)."""
    widths = sum((head[11] >> shift & 3) + 1 for shift in (0, 2, 4))
    return 16 + ((16 if head[:1] == b"\1" else 8) + widths) * int.from_bytes(head[12:16])


_OTHERS = {b"stsz": _sizes, b"stz2": _small_sizes, b"sidx": _index, b"trun": _run, b"tfra": _access}
