"""Names of the programs that write recordings, as they stand in the files: their own words and numbers, nobody's name.

Containers have a field for the program (Vorbis comments' vendor, ENCODER, TSSE, ISFT, ©too, WritingApp …), into which
one can write whatever one likes. A text passes that is made of words with which programs name themselves, and numbers.
"""

import re

from archive.lib.findings import Findings

LONGEST_NAME = 160
WORD = re.compile(r"([a-z]+?)(?:\d+[a-z]?)?")
NUMBER = re.compile(r"\d{1,14}[a-z]{0,4}\d{0,4}|(?=[a-f]*\d)[0-9a-f]{7,40}")
"""Of a version, a day, or of what it was built from."""

SINGLE = re.compile(r"[a-z]\d*[a-z]?")
_WORDS = """
    aac ableton ac adobe after alac alias amd amoeba android ao aom aotuv apl apple arm at audacity audio
    audition av avc avconv avid avidemux based bento beta bit bitrate bits blackmagic blade bonk build by canon
    cbr cc cd cdex chrome chromium codec codeshop coding com complexity composer compression compressor
    converter cool cooledit copy core coreaudio coreaudiotoolbox cubase cut cvbr darwin data dav davinci
    dbpoweramp decoder descript design digital dji dnxhd dolby eac edge editor effects elecard enc encoder
    encoding environment everywhere exact experimental f32le faac fdk fdkaac ffmpeg ffmpegtheora fhg file final
    firefox fission flac foobar foobar2000 for forge foundation framesize fraunhofer freac from garageband git
    gogo goldwave google gopro gpac grip gst gstreamer h h264 handbrake handler handlers hevc hindenburg http
    https huawei iis imovie inc intel ios ipad ipados iphone iso isomedia itunes joint jvc jvt kbps kdenlive ks
    kvazaar l3codeca lame lavc lavf level lib libaom libav libavcodec libavformat libebml libfaac libfdk libflac
    libmatroska libmp libmp3lame libopenh libopus libopusenc librav libshine libsndfile libspeex libsvtav
    libtheora libtwolame libvorbis libvorbisenc libvpx libwebm libx linux live logic loss lossless lsmash mac
    macos main mainconcept matroskamux media mediacoder microsoft minimp mjpeg mkvmerge mode mono mov
    mozilla mp mp3dev mp4box mpeg mpg music mux muxer native nero net nikon nuendo nvenc ocenaudio ogg
    oggenc oggmux olympus omnipresent on openh openshot options opus opusdec opusenc org os panasonic pcm
    philips premiere preset pro produced prores protools qaac qdesign qsv qt qtmux qtmuxingapplibwebm quality
    quicktime rav rawvideo reaper rec recode recorder reducing reference release resolve rip ripper rogue roland
    s16be s16le s24le s32le safari samsung sanyo sf shine shotcut smash smf smpte snapshot sndfile sony sound
    soundhandle soundhandler sourceforge sox soxr speech speex steinberg stereo studio svt swresample
    syntrillium system systems tascam the theora theorarm thusnelda toolame toolbox tools tvbr twitter twolame
    unknown usp vbr vegas version video videohandle videohandler videolan videotoolbox virtualdub vlc voice
    voicememos vorbis vork vp vpx wav wave wavelab wavpack webkit webm webmmux win windows wma wmav wmenc www
    xiaomi xing xiph xld xmedia xrecode xvid zencoder zoom
"""
SAYS_WHAT_IT_IS = frozenset(_WORDS.split())


def names_a_program(text: str) -> bool:
    """Whether ``text`` is made of words with which programs name themselves, and numbers; or is empty."""
    parts = [part for part in re.split(r"[\W_]+", text.strip("\0 ").lower()) if part]
    return len(text) <= LONGEST_NAME and (not parts or (any(map(_is_known, parts)) and all(map(_may_stand, parts))))


def look_at_name(text: str, where: str, found: Findings) -> None:
    """A finding where ``text``, which stands in the field ``where`` for a program, is not the name of one."""
    if not names_a_program(text):
        found.told.add(f"words where the name of a program belongs ({where})")


def _is_known(part: str) -> bool:
    word = WORD.fullmatch(part)
    is_word = part in SAYS_WHAT_IT_IS or (word is not None and word[1] in SAYS_WHAT_IT_IS)
    return is_word or NUMBER.fullmatch(part) is not None


def _may_stand(part: str) -> bool:
    return _is_known(part) or SINGLE.fullmatch(part) is not None
