"""In which encoding bytes are a text: told by a mark or a name, or by the letters that come out.

The names are those that browsers know, after https://encoding.spec.whatwg.org, and nothing else. Python knows more,
some of which are no encodings of text (`hex`, `zlib`, `unicode_escape`), and reads some names otherwise: pages that
say `iso-8859-1` hold windows-1252.
"""

import codecs
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from lape_qa.errors import DocumentError

_MARKS = (
    # Before the shorter one that it begins with.
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_EIGHT_BITS: Mapping[str, str] = MappingProxyType(
    {"cp1252": "windows-1252", "iso8859-15": "ISO-8859-15", "mac-roman": "MacRoman", "cp850": "code page 850"}
)
"""Python's names of encodings that files of our languages were saved in, most usual first, and their own."""
_SELDOM = ("mac-roman", "cp850")
"""Those among them that are believed by nothing but letters of ours."""
_OF_NAMES = ("cp850", "cp1252", "mac-roman")
"""Python's names of encodings that names of files were packed in, most usual first."""
_TELLING = 2**20
"""Bytes on either side of the first that is no UTF-8 by which an encoding is told."""
_IN_WORDS = re.compile(r"(?<=[A-Za-zÄÖÅäöå])[äöå]|[äöå](?=[a-z])|(?<![a-zäöå])[ÄÖÅ](?=[A-Za-zÄÖÅäöå])")
_USUAL = frozenset("äöåÄÖÅéÉèàáâüÜšŠžŽøØæÆëïîôçñíóúß–—‐’‘”“„…•·€£§°½¼¾²³´«»©®™±×‰\xa0")
"""Signs beyond ASCII that texts of our languages are written with."""
_BEYOND = re.compile(r"[^\x00-\x7f]")
_MOST_UNUSUAL = 0.1
_ENOUGH_LETTERS = 3
"""So many tell an encoding that few files have."""
_NULS = 0.4
"""Share of every other byte that is NUL in UTF-16: letters of ours have it as their upper half."""

_NAMES = """
utf-8: utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf-16 utf-16le utf-16be unicode ucs-2
cp866: ibm866 866 cp866 csibm866
iso8859-2: iso-8859-2 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 iso-ir-101 csisolatin2 l2 latin2
iso8859-3: iso-8859-3 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 iso-ir-109 csisolatin3 l3 latin3
iso8859-4: iso-8859-4 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 iso-ir-110 csisolatin4 l4 latin4
iso8859-5: iso-8859-5 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988 iso-ir-144 csisolatincyrillic cyrillic
iso8859-6: iso-8859-6 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987 iso-ir-127 csisolatinarabic arabic ecma-114 asmo-708
iso8859-7: iso-8859-7 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 iso-ir-126 csisolatingreek greek greek8
iso8859-7: ecma-118 elot_928
iso8859-8: iso-8859-8 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 iso-ir-138 csisolatinhebrew hebrew
iso8859-8: iso-8859-8-i logical
iso8859-10: iso-8859-10 iso8859-10 iso885910 iso-ir-157 csisolatin6 l6 latin6
iso8859-13: iso-8859-13 iso8859-13 iso885913
iso8859-14: iso-8859-14 iso8859-14 iso885914
iso8859-15: iso-8859-15 iso8859-15 iso885915 iso_8859-15 csisolatin9 l9
iso8859-16: iso-8859-16
koi8-r: koi8-r koi8 koi8_r koi cskoi8r
koi8-u: koi8-u koi8-ru
mac-roman: macintosh mac x-mac-roman csmacintosh
mac-cyrillic: x-mac-cyrillic x-mac-ukrainian
cp874: windows-874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620
cp1250: windows-1250 cp1250 x-cp1250
cp1251: windows-1251 cp1251 x-cp1251
cp1252: windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 iso-ir-100 csisolatin1
cp1252: l1 latin1
cp1252: us-ascii ascii ansi_x3.4-1968 cp819 ibm819
cp1253: windows-1253 cp1253 x-cp1253
cp1254: windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 iso-ir-148 csisolatin5
cp1254: l5 latin5
cp1255: windows-1255 cp1255 x-cp1255
cp1256: windows-1256 cp1256 x-cp1256
cp1257: windows-1257 cp1257 x-cp1257
cp1258: windows-1258 cp1258 x-cp1258
gb18030: gb18030 gbk gb2312 gb_2312 gb_2312-80 chinese csgb2312 iso-ir-58 x-gbk
big5hkscs: big5 big5-hkscs cn-big5 csbig5 x-x-big5
euc-jp: euc-jp cseucpkdfmtjapanese x-euc-jp
iso2022-jp: iso-2022-jp csiso2022jp
cp932: shift_jis shift-jis sjis x-sjis ms932 ms_kanji windows-31j csshiftjis
cp949: euc-kr korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 ks_c_5601 windows-949 cseuckr csksc56011987
cp949: iso-ir-149
"""
_CODECS = {
    name: codec
    for codec, _, names in (line.partition(": ") for line in _NAMES.strip().splitlines())
    for name in names.split()
}


def named(label: str) -> str:
    """Return Python's name of the encoding that a page declares; empty for what no browser knows."""
    return _CODECS.get(label.strip().lower(), "")


def marked(content: bytes) -> str | None:
    """Return the text of bytes that begin with a byte order mark, without it; None when they do not.

    Raises DocumentError when they are not what the mark says.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode("utf-8-sig" if encoding == "UTF-8" else encoding)
            except UnicodeDecodeError as error:
                raise DocumentError(
                    f"its byte order mark says {encoding}, which it is not at byte {error.start}; save it as UTF-8"
                ) from error
    return None


def told(content: bytes) -> tuple[str, str]:
    """Return the text of bytes in an encoding that nothing names, and that encoding's name when it was guessed.

    Raises DocumentError when no encoding makes a text of ours of them.
    """
    text = marked(content)
    if text is not None:
        return text, ""
    if encoding := _of_two_bytes(content):
        try:
            return content.decode(encoding), "UTF-16"
        except UnicodeDecodeError as error:
            raise DocumentError(f"not UTF-16 at byte {error.start}; save it as UTF-8") from error
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        telling = content[max(0, error.start - _TELLING) : error.start + _TELLING]
        encoding = _of_one_byte(telling, _EIGHT_BITS, _ENOUGH_LETTERS)
        if encoding:
            return content.decode(encoding, "replace"), _EIGHT_BITS[encoding]
        raise DocumentError(f"not UTF-8 at byte {error.start}; save it as UTF-8") from error


def not_utf8(encoding: str) -> str:
    """Return what is to be said of what was read in an encoding that was guessed."""
    return f"is not UTF-8; it was read as {encoding}. If letters are wrong, save it as UTF-8"


def told_name(content: bytes) -> str:
    """Return the name of a file in an archive that does not say how it is written, which often is not as it should."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_of_one_byte(content, _OF_NAMES, 1) or "cp437")


def _of_two_bytes(content: bytes) -> str:
    """Return the UTF-16 that bytes without a mark are, by where their NULs stand; empty when they are not."""
    first, second = content[:_TELLING:2], content[1:_TELLING:2]
    if second.count(0) > _NULS * len(second) and not first.count(0):
        return "utf-16-le"
    if first.count(0) > _NULS * len(first) and not second.count(0):
        return "utf-16-be"
    return ""


def _of_one_byte(content: bytes, encodings: Iterable[str], enough: int) -> str:
    """Return the encoding of one byte a sign in which most letters are some of ours; empty when none is.

    Those that few texts have are believed by `enough` letters.
    """
    best, most = "", 0
    for encoding in encodings:
        text = content.decode(encoding, "replace")
        beyond = _BEYOND.findall(text)
        unusual = sum(sign not in _USUAL for sign in beyond)
        letters = sum(1 for _ in _IN_WORDS.finditer(text))
        if unusual > _MOST_UNUSUAL * len(beyond) or (encoding in _SELDOM and letters < enough):
            continue
        if not best or letters - unusual > most:
            best, most = encoding, letters - unusual
    return best
