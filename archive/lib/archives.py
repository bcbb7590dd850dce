"""What is inside a zip, a tar or a gzip, looked at before anything is unpacked.

An archive comes from outside: its members may be named so that they land outside the folder they are unpacked to, be
links to elsewhere, grow to fill the disk, or hide another archive from this very inspection. :func:`inspect` names the
first such member and what is wrong with it. Nothing is written anywhere.
"""

import gzip
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

READ_AT_ONCE = 256 * 1024
HEAD = 512
ARCHIVES_WITHIN = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"Rar!\x1a\x07", b"7z\xbc\xaf")
TAR_MAGIC = slice(257, 262)


class ArchiveRefused(ValueError):
    """The archive is not to be unpacked; the message says why, for the person who sent it."""


@dataclass(frozen=True)
class Limits:
    """How much an archive may hold. ``most_ratio`` counts once it unpacks to more than ``ratio_from`` bytes, since a
    little text packs very small."""

    most_members: int = 20_000
    most_bytes: int = 2 * 1024**3
    most_ratio: int = 200
    ratio_from: int = 4 * 1024**2
    longest_name: int = 240
    archives_within: bool = False


@dataclass(frozen=True)
class Member:
    """A file in an archive: its path as written there, and its size unpacked, in bytes."""

    name: str
    size: int


def inspect(file: BinaryIO, limits: Limits | None = None) -> list[Member]:
    """The files in the archive ``file`` (seekable; left at its beginning).

    Raises :class:`ArchiveRefused` for what is no zip, tar or gzip, is damaged, or holds what must not be unpacked.
    """
    limits = limits or Limits()
    file.seek(0)
    head = file.read(HEAD)
    try:
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _zip(file, limits)
        if head.startswith(b"\x1f\x8b"):
            return _gzip(file, limits)
        if head[TAR_MAGIC] == b"ustar":
            file.seek(0)
            return _tar(file, limits)
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
    ) as error:
        if isinstance(error, ArchiveRefused):
            raise
        raise ArchiveRefused(f"The archive is damaged: {error}.") from error
    finally:
        file.seek(0)
    raise ArchiveRefused("It is not a zip, tar or gzip archive.")


# --- what holds for every kind --------------------------------------------------------------------------


def refuse_path(name: str, limits: Limits) -> None:
    """Raise :class:`ArchiveRefused` for the path of a member that could land elsewhere, or that no folder can hold."""
    shown = printable(name)
    parts = name.split("/")
    if not name.strip("/") or "\0" in name or any(not character.isprintable() for character in name):
        raise ArchiveRefused(f"“{shown}” has a name with characters that cannot be printed.")
    if name.startswith("/") or "\\" in name or re.match(r"[A-Za-z]:", name):
        raise ArchiveRefused(f"“{shown}” names a place outside the archive.")
    if ".." in parts or "." in parts:
        raise ArchiveRefused(f"“{shown}” leads out of the folder it is unpacked to.")
    if len(name) > limits.longest_name:
        raise ArchiveRefused(f"“{shown}” has a name of {len(name)} characters; {limits.longest_name} are possible.")


def printable(name: str) -> str:
    """``name`` as it may stand in a message: short, with no character that changes the line around it."""
    return "".join(character if character.isprintable() else "·" for character in name[:80])


def _refuse_together(members: list[Member], packed: int, limits: Limits) -> None:
    """Names that occur twice, and members that are too many or too large together."""
    total = sum(member.size for member in members)
    seen: set[str] = set()
    for member in members:
        key = member.name.rstrip("/").casefold()
        if key in seen:
            raise ArchiveRefused(f"“{printable(member.name)}” is in it twice.")
        seen.add(key)
    if len(members) > limits.most_members:
        raise ArchiveRefused(f"It holds {len(members)} files; {limits.most_members} are possible.")
    if total > limits.most_bytes:
        raise ArchiveRefused(f"It unpacks to {total:,} bytes; {limits.most_bytes:,} are possible.")
    if total > limits.ratio_from and total > limits.most_ratio * max(packed, 1):
        raise ArchiveRefused(f"It unpacks to {total // max(packed, 1)} times its size, as only a harmful archive does.")


def _refuse_archive_within(name: str, head: bytes, limits: Limits) -> None:
    if not limits.archives_within and (head.startswith(ARCHIVES_WITHIN) or head[TAR_MAGIC] == b"ustar"):
        raise ArchiveRefused(f"“{printable(name)}” is an archive within the archive: unpack it first.")


# --- zip ------------------------------------------------------------------------------------------------


def _zip(file: BinaryIO, limits: Limits) -> list[Member]:
    packed = file.seek(0, 2)
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        for entry in entries:
            _refuse_entry(entry, limits)
        members = [Member(entry.filename, entry.file_size) for entry in entries]
        _refuse_together(members, packed, limits)
        if sum(entry.compress_size for entry in entries) > packed:
            raise ArchiveRefused("Its files overlap, as only in a harmful archive.")
        for entry in entries:
            if not entry.is_dir():
                _refuse_archive_within(entry.filename, _whole(archive, entry), limits)
    return [member for member in members if not member.name.endswith("/")]


def _refuse_entry(entry: zipfile.ZipInfo, limits: Limits) -> None:
    refuse_path(entry.orig_filename, limits)
    refuse_path(entry.filename, limits)
    shown = printable(entry.filename)
    if entry.flag_bits & 0x1:
        raise ArchiveRefused(f"“{shown}” is locked with a password and cannot be looked into.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveRefused(f"“{shown}” is a link or a device, not a file.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ArchiveRefused(f"“{shown}” is packed in a way that is not supported.")


def _whole(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read ``entry`` to its end, which checks its size and checksum; returns its beginning."""
    with archive.open(entry) as content:
        head = content.read(HEAD)
        while content.read(READ_AT_ONCE):
            pass
    return head


# --- tar and gzip ---------------------------------------------------------------------------------------


def _tar(file: BinaryIO, limits: Limits, packed: int | None = None) -> list[Member]:
    size = file.seek(0, 2) if packed is None else packed
    file.seek(0)
    with tarfile.open(fileobj=file, mode="r:") as archive:
        members = list(_tar_members(archive, limits))
    _refuse_together(members, size, limits)
    return [member for member in members if not member.name.endswith("/")]


def _tar_members(archive: tarfile.TarFile, limits: Limits) -> Iterator[Member]:
    for count, entry in enumerate(archive, start=1):
        if count > limits.most_members:
            raise ArchiveRefused(f"It holds more than {limits.most_members} files.")
        refuse_path(entry.name, limits)
        shown = printable(entry.name)
        if entry.isdir():
            yield Member(f"{entry.name}/", 0)
            continue
        if not entry.isreg() or entry.issparse():
            raise ArchiveRefused(f"“{shown}” is a link or a device, not a file.")
        content = archive.extractfile(entry)
        if content is not None:
            _refuse_archive_within(entry.name, content.read(HEAD), limits)
        yield Member(entry.name, entry.size)


def _gzip(file: BinaryIO, limits: Limits) -> list[Member]:
    """A gzip of one file or of a tar. It is unpacked once, to count; what it says of its own size proves nothing."""
    packed = file.seek(0, 2)
    head, total = b"", 0
    for chunk in _unpacked(file):
        head = head or chunk[:HEAD]
        total += len(chunk)
        if total > limits.most_bytes or (total > limits.ratio_from and total > limits.most_ratio * packed):
            raise ArchiveRefused("It unpacks to far more than it says, as only a harmful archive does.")
    if head[TAR_MAGIC] == b"ustar":
        file.seek(0)
        with gzip.GzipFile(fileobj=file) as content:
            return _tar(content, limits, packed)  # type: ignore[arg-type]  # reads and seeks like one
    _refuse_archive_within("its content", head, limits)
    return [Member("content", total)]


def _unpacked(file: BinaryIO) -> Iterable[bytes]:
    file.seek(0)
    with gzip.GzipFile(fileobj=file) as content:
        while chunk := content.read(READ_AT_ONCE):
            yield chunk
