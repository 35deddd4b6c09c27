"""EPUB books -> text."""

from pathlib import Path

import pytest

from lape_qa.documents.formats import epub, extract
from support import sources
from support.refusals import reason

LIBREOFFICE = Path(__file__).parent / "libreoffice"


def test_a_book_by_libreoffice_is_its_text() -> None:
    found = extract(".epub", (LIBREOFFICE / "perhekeskus.epub").read_bytes())
    # Its program has left out the first row of the table.
    assert found.text.startswith(
        "Perhekeskukset Lapissa\n\nLapissa avattiin vuonna 2018 kolme perhekeskusta. Kunnassa on 12 km² puistoa.\n\n"
        "Neuvola toimii samassa talossa.\n\nToimenpiteet\n\nAvataan kohtaamispaikka.\n\n"
        "Koulutetaan 24 työntekijää.\n\nPuheeksi otto.\n\n- Inari"
    )
    assert found.text.endswith(
        "Sodankylän kerho kokoontuu tiistaisin.\n\nLaatikko:\n\n1 Kittilässä, Inarissa ja Sodankylässä."
    )
    assert found.stated == {
        "title": "Lapin perhekeskusten loppuraportti",
        "author": "Lapin LAPE-hanke",
        "language": "fi",
    }


def test_a_book_is_its_chapters_in_order_and_what_it_says_of_itself() -> None:
    about = "<dc:title>Opas</dc:title><dc:date>2019-02-01T00:00:00Z</dc:date><dc:publisher>THL</dc:publisher>"
    content = sources.epub(
        "<h1>Eka</h1><p>Vuonna 2018<sup>1</sup> alkoi.</p><span role='doc-pagebreak'>17</span><nav>Sisällys</nav>",
        "<h1>Toka</h1><ul><li>Neuvola</li></ul><script>x</script>",
        about=about,
    )
    found = extract(".epub", content)
    assert found.text == "# Eka\n\nVuonna 2018 alkoi.\n\n# Toka\n\n- Neuvola"
    assert found.stated == {"title": "Opas", "published": "2019-02-01", "publisher": "THL"}


OUTSIDE = b"<p><manifest><item id='a' media-type='text/html' href='../../a'/></manifest>"
OUTSIDE += b"<spine><itemref idref='a'/></spine></p>"
ENCRYPTED = '<e xmlns="a"><EncryptionMethod Algorithm="{}"/></e>'


def test_a_protected_book_is_told_and_one_with_hidden_fonts_is_read() -> None:
    hidden = {"META-INF/encryption.xml": ENCRYPTED.format("http://www.w3.org/2001/04/xmlenc#aes256-cbc").encode()}
    assert reason(".epub", sources.epub("A", files=hidden)) == "protected against copying; get it without that"
    fonts = {"META-INF/encryption.xml": ENCRYPTED.format("http://www.idpf.org/2008/embedding").encode()}
    assert extract(".epub", sources.epub("A", files=fonts)).text == "A"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"META-INF/container.xml": b"<a/>"}, "damaged: its part '' is missing; save it anew"),
        ({"O/a.opf": b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>"}, "its part 'O/a.opf' defines entities, as only a file"),
        ({"O/a.opf": b"<a"}, "damaged: it cannot be read as an EPUB book (XMLSyntaxError: "),
        ({"O/a.opf": OUTSIDE}, "damaged: its part '../a' is missing"),
    ],
)
def test_what_is_damaged_is_told(files: dict[str, bytes], said: str) -> None:
    assert reason(".epub", sources.epub("A", files=files)).startswith(said)


def test_too_many_chapters_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epub, "MAX_CHAPTERS", 2)
    assert reason(".epub", sources.epub("A", "B")) == "has 3 chapters, more than 2; split it"
