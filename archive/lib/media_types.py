"""Which kinds of files a browser may open under the archive's own address, and which it may only save.

A browser is handed a file as what the archive knows it to be, never as something it would run. SVG, HTML and XML carry
scripts, PDF carries scripts and forms and is opened by a program of its own, office documents carry macros: all of
these, and whatever is not listed here, can only be saved.
"""

SAVED_ONLY = "application/octet-stream"

SHOWN = {
    "audio/aac": "aac",
    "audio/aiff": "aiff",
    "audio/flac": "flac",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/webm": "weba",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "text/plain": "txt",
    "video/mp4": "mp4",
    "video/ogg": "ogv",
    "video/webm": "webm",
}
"""Media type: the extension of its files."""

ALSO_WRITTEN = {
    "audio/vnd.wave": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "audio/x-flac": "audio/flac",
    "audio/mp3": "audio/mpeg",
    "image/jpg": "image/jpeg",
}


def essence(media_type: str) -> str:
    """``media_type`` without its parameters, under the name that is used here."""
    name = media_type.partition(";")[0].strip().lower()
    return ALSO_WRITTEN.get(name, name)


def shown_names() -> list[str]:
    """Every name, without parameters, of the types for which :func:`is_shown` holds."""
    return [*SHOWN, *(name for name, usual in ALSO_WRITTEN.items() if usual in SHOWN)]


def is_shown(media_type: str) -> bool:
    """Whether a browser may open a file of this type under the archive's own address."""
    return essence(media_type) in SHOWN


def content_type(media_type: str) -> str:
    """The Content-Type with which a file goes out."""
    name = essence(media_type)
    if name not in SHOWN:
        return SAVED_ONLY
    return "text/plain; charset=utf-8" if name == "text/plain" else name
