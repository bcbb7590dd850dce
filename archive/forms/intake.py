"""Taking a file in: what it is by its content, whether the archive keeps such a file, and as what.

The name it came with and the type the browser gave are not asked. Every refusal says what was found and what is
accepted. Masters are kept byte for byte; a picture that readers are to see is made anew from its pixels, so that
nothing hidden in the file goes out with it. Recordings and documents cannot be made anew here: one that holds what its
page does not show is refused as a copy for readers.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat

from archive.lib import documents, media_types, pictures, recordings
from archive.lib.findings import Findings
from archive.lib.picture_ends import trailing_bytes
from archive.lib.signatures import HEAD, NAMES, signature_of
from archive.models import MediaFile

Kind, Rendition = MediaFile.Kind, MediaFile.Rendition

ACCEPTED = {
    Kind.AUDIO: "WAV, MP3, FLAC, AIFF, Ogg, M4A and WebM",
    Kind.VIDEO: "MP4, QuickTime, WebM, Matroska, Ogg, AVI, MPEG and MXF",
    Kind.IMAGE: "JPEG, PNG, GIF, WebP and TIFF",
    Kind.DOCUMENT: "PDF, DOCX, ODT and plain text in UTF-8",
}
PICTURES = set(pictures.FORMATS)
RECORDINGS = {"wav", "mp3", "flac", "aiff", "ogg", "mp4", "matroska", "avi", "mpeg", "mxf"}
DOCUMENTS = {"pdf", "text", "zip"}

TYPES = {
    ("wav", "audio"): ("audio/wav", "wav"),
    ("mp3", "audio"): ("audio/mpeg", "mp3"),
    ("flac", "audio"): ("audio/flac", "flac"),
    ("aiff", "audio"): ("audio/aiff", "aiff"),
    ("ogg", "audio"): ("audio/ogg", "ogg"),
    ("ogg", "video"): ("video/ogg", "ogv"),
    ("mp4", "audio"): ("audio/mp4", "m4a"),
    ("mp4", "video"): ("video/mp4", "mp4"),
    ("matroska", "audio"): ("audio/x-matroska", "mka"),
    ("matroska", "video"): ("video/x-matroska", "mkv"),
    ("avi", "video"): ("video/x-msvideo", "avi"),
    ("mpeg", "audio"): ("audio/mpeg", "mpg"),
    ("mpeg", "video"): ("video/mpeg", "mpg"),
    ("mxf", "audio"): ("application/mxf", "mxf"),
    ("mxf", "video"): ("application/mxf", "mxf"),
}
SENSES = {Kind.AUDIO: "heard", Kind.VIDEO: "heard and seen", Kind.DOCUMENT: "seen on its pages"}
_EXPORT = (
    "Export it anew from a program for sound or film, with one sound track and without tags, dates, subtitles, "
    "chapters and markers, and add that."
)
CLEANED = {
    Kind.AUDIO: _EXPORT,
    Kind.VIDEO: _EXPORT,
    Kind.DOCUMENT: (
        "Accept or reject all changes, delete comments and hidden text, remove the details of its makers, and print it "
        "anew as PDF without them; or add its pages as pictures."
    ),
}
"""How a copy is made that holds nothing else, by kind."""

TOLD_IS_SEEN = "I have looked at what the file tells about itself, and readers may see it"

WEBM = {"audio": ("audio/webm", "weba"), "video": ("video/webm", "webm")}
QUICKTIME = ("video/quicktime", "mov")


@dataclass
class Intake:
    """What was taken in: the file to keep (the one received, or a copy made anew), and what it is."""

    file: File
    kind: str
    media_type: str
    extension: str
    duration_ms: int | None = None
    found: Findings = field(default_factory=Findings)
    """What the file holds beside what is heard and seen, for the curator to think of."""
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = self.file.size
        self.file.name = f"file.{self.extension}"  # no name that came with a file is kept, not even in part


def take_in(file: File, kind: str | None, rendition: str, *, told_is_seen: bool = False) -> Intake:
    """Look into ``file`` and decide. ``kind`` is what it was declared to be, None where any is welcome.

    ``told_is_seen``: someone has looked at the title, author, date and the like in an access copy, and readers may see
    them. Raises :class:`~django.core.exceptions.ValidationError` with a sentence for the curator.
    """
    file.seek(0)
    signature = signature_of(file.read(HEAD))
    found = kind_of(file, signature)
    if found is None:
        raise ValidationError(f"This is {NAMES[signature]}. {accepted(kind)}")
    actual, recording = found
    if kind is not None and actual != kind:
        raise ValidationError(f"This is {NAMES[signature]} ({Kind(actual).label.lower()}). {accepted(kind)}")
    refuse_too_large(file, actual)
    try:
        if recording is not None:
            intake = _recording(file, signature, recording, rendition)
        elif actual == Kind.IMAGE:
            intake = _picture(file, signature, rendition)
        else:
            intake = _document(file, signature)
    except (pictures.PictureRefused, documents.DocumentRefused) as error:
        raise ValidationError(f"{error} {accepted(actual)}") from error
    if rendition != Rendition.MASTER:
        refuse_what_is_not_shown(intake, told_is_seen=told_is_seen and rendition == Rendition.ACCESS)
    if rendition == Rendition.REDACTED and actual == Kind.DOCUMENT:
        refuse_redacted_document(intake)
    return intake


def refuse_redacted_document(intake: Intake) -> None:
    """Raise a :class:`~django.core.exceptions.ValidationError` for a redacted copy that is no plain text. What was cut
    from a PDF or a text document can stay in it in more ways than anyone can list, outside the page or behind it."""
    if media_types.essence(intake.media_type) != "text/plain":
        raise ValidationError(
            "In a PDF or a text document, words that were taken out can stay where no page shows them. A redacted copy "
            "of a document is plain text, or its pages as pictures: add them as files of the kind image."
        )


def refuse_what_is_not_shown(intake: Intake, *, told_is_seen: bool) -> None:
    """Raise a :class:`~django.core.exceptions.ValidationError` for a copy for readers that holds what they would
    neither see nor hear, and say how a clean one is made."""
    found = intake.found
    if found.hidden:
        raise ValidationError(
            f"Besides what is {SENSES[intake.kind]}, it holds: {', '.join(sorted(found.hidden | found.told))}. Whoever "
            f"saves it gets all of this. {CLEANED[intake.kind]} As a master it can be kept as it is."
        )
    if found.told and not told_is_seen:
        raise ValidationError(
            f"The file itself tells: {', '.join(sorted(found.told))}. Whoever saves it can read this. "
            f"{CLEANED[intake.kind]} If readers may see these details, tick “{TOLD_IS_SEEN}”; of a redacted copy they "
            "never may."
        )


def kind_of(file: File, signature: str) -> tuple[str, recordings.Recording | None] | None:
    """The kind of a file with this signature, and of a recording what is in it; None for what is not kept."""
    if signature in PICTURES:
        return Kind.IMAGE, None
    if signature in DOCUMENTS:
        return Kind.DOCUMENT, None
    if signature in RECORDINGS:
        recording = recordings.recognised(file, signature)
        return None if recording is None else (recording.kind, recording)
    return None


def accepted(kind: str | None) -> str:
    if kind is None:
        return f"Accepted are {', '.join(ACCEPTED.values())}."
    return f"Accepted as {Kind(kind).label.lower()} are {ACCEPTED[Kind(kind)]}."


def refuse_too_large(file: File, kind: str) -> None:
    most = settings.ARCHIVE_UPLOAD_MAX_BYTES[kind]
    if file.size > most:
        raise ValidationError(
            f"It has {filesizeformat(file.size)}; {filesizeformat(most)} are possible for this kind. "
            "Whoever runs the archive can raise the limit."
        )


def _recording(file: File, signature: str, recording: recordings.Recording, rendition: str) -> Intake:
    media_type, extension = TYPES[signature, recording.kind]
    if signature == "matroska" and recording.format == "WebM":
        media_type, extension = WEBM[recording.kind]
    if signature == "mp4" and recording.kind == Kind.VIDEO and recording.is_quicktime:
        media_type, extension = QUICKTIME
    if rendition != Rendition.MASTER and not media_types.is_shown(media_type):
        raise ValidationError(
            "No browser plays this kind of recording. Add it as a master, and a copy for readers as MP3, WAV, FLAC, "
            "Ogg, M4A, MP4 or WebM."
        )
    return Intake(file, recording.kind, media_type, extension, recording.duration_ms, recording.found)


def _picture(file: File, signature: str, rendition: str) -> Intake:
    picture = pictures.opened(file, signature, settings.ARCHIVE_UPLOAD_MAX_PIXELS)
    if rendition == Rendition.MASTER:
        file.seek(0)
        return Intake(file, Kind.IMAGE, *pictures.MEDIA_TYPES[signature])
    file.seek(0)
    behind = trailing_bytes(file.read(), signature)
    if behind:
        raise ValidationError(
            f"{behind} bytes stand behind the end of the picture, which may be another file. "
            "Open it in a program for pictures and save it anew."
        )
    copy = pictures.copied(picture)
    return Intake(ContentFile(copy.content), Kind.IMAGE, pictures.COPY_TYPE, pictures.COPY_EXTENSION)


def _document(file: File, signature: str) -> Intake:
    document = documents.recognised(file, signature)
    return Intake(file, Kind.DOCUMENT, document.media_type, document.extension, found=document.found)
