"""Pictures of pages: what a scanner or a camera makes. They have no text; what is drawn of them has it recognised."""

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lape_qa.documents.formats.composing import Extracted, damaged
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

if TYPE_CHECKING:
    from PIL import Image, ImageFile

MAX_DOTS = 70_000_000
"""Of one picture: an A3 sheet at 600 an inch. In colours they fill a quarter of the memory that reading may take."""
MAX_FRAMES = 500
"""Pages of one file; beyond this a file was made to keep a reader busy."""
_KINDS = ("PNG", "JPEG", "TIFF", "WEBP")
_PAGED = "TIFF"
"""Of the others, what follows the first picture is a film."""
_MOST_DOTS = 5_000
"""Along the longer side of what is drawn, as of a page of PDF."""
_WEBP, _CANVAS = b"WEBPVP8X", slice(24, 30)
"""An extended WebP file at its ninth byte, and where its width and height stand, less one, in three bytes each."""


def read(content: bytes) -> Extracted:
    """Return as many pages as there are pictures, all of them without text; nothing is decoded."""
    with _opened(content) as opened:
        count = _frames(opened)
    return Extracted("", pages=(0,) * count, pictured=tuple(range(count)))


def picture(content: bytes, number: int) -> bytes:
    """Return a page, counted from 0, upright and on white, as a portable graymap; of a larger one, fewer dots."""
    from PIL import ImageOps

    with _opened(content) as opened:
        opened.seek(number)
        _refuse_large(opened.size)
        # A JPEG is decoded smaller at once.
        opened.draft("L", (_MOST_DOTS, _MOST_DOTS))
        gray = _gray(opened)
        shown = ImageOps.exif_transpose(gray)
        return b"P5 %d %d 255\n" % shown.size + shown.tobytes()


@contextmanager
def _opened(content: bytes) -> "Iterator[ImageFile.ImageFile]":
    """Open a picture; DocumentError for what goes wrong with it, in whichever of Pillow's ways."""
    from PIL import Image, UnidentifiedImageError

    if content[8:16] == _WEBP:
        # Pillow makes room for the whole of it at once.
        width, height = (1 + int.from_bytes(content[_CANVAS][at : at + 3], "little") for at in (0, 3))
        _refuse_large((width, height))
    Image.MAX_IMAGE_PIXELS = None  # ours is lower, and an error
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(content), formats=_KINDS) as opened:
            yield opened
    except UnidentifiedImageError as error:
        raise DocumentError(because("damaged_picture")) from error
    # Pillow's readers raise what their own readers of bytes do.
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, LookupError, TypeError, ArithmeticError) as error:
        raise damaged("a picture", error) from error


def _frames(opened: "ImageFile.ImageFile") -> int:
    """Return how many pages there are, none of which is too large."""
    _refuse_large(opened.size)
    count = 1
    while opened.format == _PAGED:
        try:
            opened.seek(count)
        except EOFError:
            break
        _refuse_large(opened.size)
        count += 1
        if count > MAX_FRAMES:
            raise DocumentError(because("too_many_pictures", most=MAX_FRAMES))
    return count


def _refuse_large(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MAX_DOTS:
        raise DocumentError(because("too_many_dots", width=width, height=height, most=MAX_DOTS))


def _gray(opened: "Image.Image") -> "Image.Image":
    """Return a picture in shades of gray, where it lets light through on white, and no larger than is drawn."""
    from PIL import Image

    most = (_MOST_DOTS, _MOST_DOTS)
    if opened.mode.startswith("I;16"):
        # Of sixteen bits, the upper eight.
        opened = opened.convert("I").point(lambda value: value * (1 / 256) + 0)
    if not opened.has_transparency_data:
        gray = opened.convert("L")
        gray.thumbnail(most)
        return gray
    colours = opened if opened.mode == "RGBA" else opened.convert("RGBA")
    colours.thumbnail(most)
    white = Image.new("L", colours.size, 255)
    white.paste(colours.convert("L"), mask=colours.getchannel("A"))
    return white
