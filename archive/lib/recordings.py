"""Recordings: sound or moving pictures, how long, and what the file holds beside one sound and one moving picture.

What it is, MediaInfo (https://mediaarea.net/MediaInfo) says. It is asked for titles and further tracks too, but it
passes over much that a file can hold; so the containers that readers get are walked through here, part by part.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from pymediainfo import MediaInfo

from archive.lib import chunk_parts, matroska_parts, mp4_parts, mpeg_audio_parts, ogg_parts, xiph_parts
from archive.lib.findings import Findings

WALKED: dict[str, Callable[[BinaryIO], Findings]] = {
    "wav": chunk_parts.look_at,
    "aiff": chunk_parts.look_at,
    "mp3": mpeg_audio_parts.look_at,
    "flac": xiph_parts.look_at_flac,
    "ogg": ogg_parts.look_at,
    "mp4": mp4_parts.look_at,
    "matroska": matroska_parts.look_at,
}
NOT_WALKED = "what it holds cannot be looked into in this format"

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
    "encoded_application",
    "encoded_date",  # the containers are asked for dates themselves
    "encoded_library",
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
    "tagged_date",
    "text_",
    "track_type",
    "unique_id",
    "video_",
    "writing_application",
    "writing_library",
)
"""Beginnings of the names of what MediaInfo measures. All else it reports was written into the file by someone."""


@dataclass(frozen=True)
class Recording:
    """What a recording is, and what the file holds beside it."""

    kind: str
    format: str
    duration_ms: int | None
    is_quicktime: bool = False
    found: Findings = field(default_factory=Findings)


def recognised(file: BinaryIO, signature: str) -> Recording | None:
    """The recording in ``file`` (seekable; left at its beginning); None where there is nothing to be played."""
    file.seek(0)
    try:
        media = MediaInfo.parse(file)
        kind = "video" if media.video_tracks else "audio" if media.audio_tracks else ""
        if not kind:
            return None
        found = found_by(media)
        walk = WALKED.get(signature)
        found.add(walk(file) if walk is not None else Findings(hidden={NOT_WALKED}))
    finally:
        file.seek(0)
    general = media.general_tracks[0].to_data() if media.general_tracks else {}
    duration = general.get("duration")
    return Recording(
        kind=kind,
        format=str(general.get("format", "")),
        duration_ms=round(float(duration)) if duration else None,
        is_quicktime=str(general.get("format_profile", "")) == "QuickTime",
        found=found,
    )


def found_by(media: MediaInfo) -> Findings:
    """What MediaInfo reports that is neither one sound nor one moving picture nor measured of them."""
    found = Findings()
    for track in media.tracks:
        details = track.to_data()
        if track.track_type == "General":
            found.told |= told_in(details)
        elif track.track_type not in ("Audio", "Video"):
            found.hidden.add("chapters" if track.track_type == "Menu" else "a track of text or of another kind")
        if details.get("title"):
            found.told.add("title")
    if len(media.audio_tracks) > 1:
        found.hidden.add("more than one sound track")
    if len(media.video_tracks) > 1:
        found.hidden.add("more than one moving picture")
    return found


def told_in(general: dict[str, Any]) -> set[str]:
    """The names of the details in what MediaInfo reports about a file as a whole that someone wrote into it.

    Where it finds the file odd, it reports the places as well, each by a name of its own and "Yes".
    """
    is_odd = "conformance_errors" in general
    return {
        name.replace("_", " ")
        for name, value in general.items()
        if value and not name.startswith(TECHNICAL) and not (is_odd and value == "Yes")
    }
