"""The elements of EBML (RFC 8794) and Matroska (RFC 9559, 5.1) that tell nothing, with the greatest length of each.

A number has at most eight bytes (RFC 8794, 7). Elements that hold elements are entered, whatever length they give.
"""

import re

EBML, SEGMENT = 0x1A45DFA3, 0x18538067

ENTERED = {
    EBML,
    SEGMENT,
    0x1549A966,  # Info
    *(0x114D9B74, 0x4DBB),  # SeekHead, Seek
    *(0x1C53BB6B, 0xBB, 0xB7),  # Cues, CuePoint, CueTrackPositions
    0x1654AE6B,  # Tracks
    0xAE,  # TrackEntry
    *(0xE0, 0x55B0, 0x55D0),  # Video, Colour, MasteringMetadata
    0xE1,  # Audio
    *(0x6D80, 0x6240, 0x5034),  # ContentEncodings, ContentEncoding, ContentCompression
    0x1F43B675,  # Cluster
    0xA0,  # BlockGroup
    0x5854,  # SilentTracks
    0x1254C367,  # Tags
    0x7373,  # Tag
    0x63C0,  # Targets
    0x67C8,  # SimpleTag
}
LONGEST_NUMBER = 8
NUMBERS = {
    *(0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4287, 0x4285),  # of the head: versions and lengths
    *(0x53AC, 0xB3, 0xF7, 0xF1, 0xF0, 0xB2, 0x5378, 0xEA),  # where what is found
    *(0x2AD7B1, 0x4489),  # of the Info: the scale, the length
    *(0x73C5, 0x88, 0x55AA, 0x9C, 0x6DE7, 0x6DF8, 0x23E383, 0x234E7A, 0x23314F, 0x55EE),  # of a track
    *(0xAA, 0x56BB, 0x537F),  # of a track: how it is coded
    *(0x5031, 0x5032, 0x5033, 0x4254),  # how its blocks are packed
    *(0xB0, 0xBA, 0x54B0, 0x54BA, 0x54B2, 0x54B3, 0x9A, 0x9D, 0x53B8, 0x53C0, 0x2383E3),  # a picture
    *(*range(0x55B1, 0x55BE), *range(0x55D1, 0x55DB)),  # its colours
    *(0xB5, 0x78B5, 0x9F, 0x6264, 0x52F1),  # a sound
    *(0xE7, 0xA7, 0xAB, 0x58D7, 0x9B, 0xFA, 0xFB),  # of a Cluster and its blocks: their times
    *(0x68CA, 0x63C5, 0x63C9, 0x63C4, 0x63C6, 0x4484),  # of tags: what they are about
}
LANGUAGE = re.compile(r"[A-Za-z0-9-]{0,35}")
PATTERNS = {
    0x4282: re.compile(r"webm|matroska"),
    0x86: re.compile(r"[AVSB]_[A-Z0-9_/.]{1,30}"),  # CodecID
    **dict.fromkeys((0x22B59C, 0x22B59D, 0x447A, 0x447B), LANGUAGE),
    0x63CA: re.compile(r"[A-Z ]{0,16}"),  # TargetType
}
LONGEST = {
    **dict.fromkeys(NUMBERS, LONGEST_NUMBER),
    **dict.fromkeys(PATTERNS, 40),
    0xBF: 4,  # CRC-32
    0x53AB: 4,  # SeekID
    0x73A4: 16,  # SegmentUUID
    0x2EB524: 4,  # UncompressedFourCC
    0x4255: 16,  # ContentCompSettings: the first bytes of each block
}
PROGRAM = {0x4D80: "MuxingApp", 0x5741: "WritingApp", 0x258688: "CodecName"}
ENCODERS = {"ENCODER", "ENCODER_SETTINGS"}
MEASURED = {"DURATION", "BPS", "NUMBER_OF_FRAMES", "NUMBER_OF_BYTES"}
MEASURE = re.compile(r"[\d:.]*")
