"""The frames of a FLAC: their headers, and a check sum that is taken of a whole frame at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.lib.flac_frames import Header, StreamInfo, crc_16, header_of
from tests.files import sound

INFO = StreamInfo(longest_frame=0, rate=44100, channels=2, depth=24, samples=0)


@given(st.binary(max_size=300), st.integers(0, 300))
def test_a_check_sum_comes_out_even_in_one_piece_and_in_two(content, at):
    whole = content + sound.check_sum(content, 0x8005, 16)
    assert crc_16(whole) == crc_16(whole[at:], crc_16(whole[:at])) == 0
    assert crc_16(content[at:], crc_16(content[:at])) == crc_16(content)


@given(st.binary(min_size=1, max_size=300), st.integers(0), st.integers(1, 255))
def test_it_does_not_where_something_else_stands(content, at, other):
    whole = bytearray(content + sound.check_sum(content, 0x8005, 16))
    whole[at % len(whole)] ^= other
    assert crc_16(bytes(whole)) != 0


def head(content: bytes) -> bytes:
    return content + sound.check_sum(content, 0x07, 8)


HEADERS = {
    "of the stream": ("fff8c01000", Header(False, 0, 4096, 44100, 2, 24)),
    "of its own": ("fff8140805", Header(False, 5, 192, 8000, 1, 16)),
    "of a late frame": ("fff9c918f0908081", Header(True, 0x10001, 4096, 44100, 2, 16)),
    "of an odd length": ("fff86918017f", Header(False, 1, 128, 44100, 2, 16)),
    "of an odd length and rate": ("fff87d1c010fff1f40", Header(False, 1, 4096, 8000, 2, 24)),
    "of a rate in kilohertz": ("fff8cc18010c", Header(False, 1, 4096, 12000, 2, 16)),
    "of a rate in tens of hertz": ("fff8ce18013200", Header(False, 1, 4096, 128000, 2, 16)),
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_is_read(name):
    written, expected = HEADERS[name]
    assert header_of(head(bytes.fromhex(written)) + b"more of the frame", INFO) == expected


@pytest.mark.parametrize("content", ["fff8", "fff8c0000000", "fffac00000", "fff8c00100", "00f8c00000", "fff8c000ff"])
def test_what_is_none_is_not(content):
    written = bytes.fromhex(content)
    assert header_of(written if content == "fff8c0000000" else head(written), INFO) is None
