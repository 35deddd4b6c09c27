"""ZIP archives, read in memory: what would fill it is refused before it does."""

import io
import zipfile
import zlib

from lape_qa.documents.formats.encodings import told_name
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

MAX_BYTES = 200 * 2**20
"""Of one file. A report of hundreds of pages with its pictures has tens of megabytes."""
MAX_ENTRIES = 10_000
"""Files in one archive; more than an editor packs by hand, few enough to list at once."""
MAX_UNPACKED = 2**30
"""Bytes of all files of one archive; they are read one after the other, but each must be paid for in time."""
MAX_RATIO = 200
"""Text packs to a tenth, seldom to a fiftieth; only a file made to burst packs to less than a two-hundredth."""
_RATIO_FROM = 2**20
"""Smaller files may pack as they like: a page of blanks does no harm."""
_CHUNK = 2**20
_ENCRYPTED, _UTF8 = 0x1, 0x800
"""Bits of a ZIP entry's flags."""


def measured(archive: zipfile.ZipFile, pictures: str | None = None) -> list[zipfile.ZipInfo]:
    """Return an archive's files, or raise DocumentError when they are too many, too large or encrypted.

    Those in the folder `pictures` may pack as well as they like: a blank picture does.
    """
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise DocumentError(because("password"))
    if len(entries) > MAX_ENTRIES:
        raise DocumentError(because("archive_too_full", count=len(entries), most=MAX_ENTRIES))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise DocumentError(because("archive_too_large", count=unpacked, most=MAX_UNPACKED))
    for entry in entries:
        is_picture = pictures is not None and entry.filename.startswith(pictures)
        if not is_picture and entry.file_size > _RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size:
            raise DocumentError(because("archive_bursts", part=repr(entry.filename), most=MAX_RATIO))
    return entries


def name(entry: zipfile.ZipInfo) -> str:
    """Return the name of a file of an archive; one that is not said to be UTF-8 is read as its letters tell."""
    if entry.flag_bits & _UTF8 or entry.filename.isascii():
        return entry.filename
    try:
        # As zipfile has decoded it.
        return told_name(entry.filename.encode("cp437"))
    except UnicodeEncodeError:
        return entry.filename


def check(content: bytes, pictures: str) -> None:
    """Unpack every file of an archive once, before a library does so without looking at their sizes."""
    with opened(content) as archive:
        for entry in measured(archive, pictures):
            unpacked(archive, entry)


def opened(content: bytes) -> zipfile.ZipFile:
    """Open an archive; DocumentError when it is none."""
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise DocumentError(because("damaged_archive", detail=str(error))) from error


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return a file of an archive, unpacked piece by piece; DocumentError when it is damaged or too large.

    What an archive says of a file's size may be false; zipfile stops there and finds the checksum wrong.
    """
    if entry.file_size > MAX_BYTES:
        raise DocumentError(because("too_large", count=entry.file_size, most=MAX_BYTES))
    try:
        with archive.open(entry) as stream:
            return b"".join(iter(lambda: stream.read(_CHUNK), b""))
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, RuntimeError, OSError) as error:
        raise DocumentError(because("damaged_in_archive", detail=str(error))) from error
