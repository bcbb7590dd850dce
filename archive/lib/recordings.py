"""Recordings: what MediaInfo (https://mediaarea.net/MediaInfo) finds in a file: sound or moving pictures, how long, and
what is told about it in the file itself."""

from dataclasses import dataclass
from typing import Any, BinaryIO

from pymediainfo import MediaInfo

TECHNICAL = (
    "audio_",
    "bit_depth",
    "codec",
    "commercial_name",
    "conformance",
    "count",
    "cover_mime",
    "cover_type",
    "data",
    "delay",
    "duration",
    "errors",
    "file",
    "footersize",
    "format",
    "frame_",
    "general",
    "headersize",
    "image_",
    "internet_media_type",
    "isstreamable",
    "istruncated",
    "kind_of_stream",
    "menu_",
    "other_",
    "overall_bit_rate",
    "proportion",
    "source_duration",
    "stream",
    "text_",
    "track_type",
    "unique_id",
    "video_",
    "writing_library",
)
"""Beginnings of the names of what MediaInfo measures. All else it reports was written into the file by someone."""


@dataclass(frozen=True)
class Recording:
    """What a recording is. ``told`` names the details written into the file (title, performer, place …)."""

    kind: str
    format: str
    duration_ms: int | None
    told: tuple[str, ...]
    is_quicktime: bool = False


def recognised(file: BinaryIO) -> Recording | None:
    """What MediaInfo finds in ``file`` (seekable; left at its beginning); None where there is nothing to be played."""
    file.seek(0)
    try:
        found = MediaInfo.parse(file)
    finally:
        file.seek(0)
    general = found.general_tracks[0].to_data() if found.general_tracks else {}
    kind = "video" if found.video_tracks else "audio" if found.audio_tracks else ""
    if not kind:
        return None
    every = [track.to_data() for track in found.tracks if track.track_type in ("General", "Audio", "Video", "Menu")]
    told = told_in(general) | {name for each in every for name in ("title",) if each.get(name)}
    duration = general.get("duration")
    profile = str(general.get("format_profile", ""))
    return Recording(
        kind=kind,
        format=str(general.get("format", "")),
        duration_ms=round(float(duration)) if duration else None,
        told=tuple(sorted(told)),
        is_quicktime=profile == "QuickTime",
    )


def told_in(general: dict[str, Any]) -> set[str]:
    """The names of the details in what MediaInfo reports about a file as a whole that someone wrote into it."""
    return {name.replace("_", " ") for name, value in general.items() if value and not name.startswith(TECHNICAL)}
