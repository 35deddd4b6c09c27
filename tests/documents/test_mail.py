"""E-mail -> what was written in it."""

import struct
from datetime import datetime

import pytest

from lape_qa.documents.formats import extract
from lape_qa.documents.formats.composing import Extracted
from support.refusals import reason
from support.sources import msg, zipped

HEAD = "From: Maija Meikäläinen <maija@example.fi>\nTo: eero@example.fi\nDate: Mon, 5 Mar 2018 23:30:00 +0200\n"


def mail(body: str, *, subject: str = "Kerho", more: str = "Content-Type: text/plain; charset=utf-8\n") -> Extracted:
    return extract(".eml", f"{HEAD}Subject: {subject}\n{more}\n{body}".encode())


QUOTES = "messages that it answers, and its signature, are not read"


def test_a_message_is_its_text_subject_and_day_and_nobody_is_named() -> None:
    found = mail("Hei,\n\nkerho alkaa.\n- Neuvola\n", subject="VS: Re: Kerho alkaa")
    assert found == Extracted("Hei,\n\nkerho alkaa.\n- Neuvola", {"title": "Kerho alkaa", "published": "2018-03-05"})


@pytest.mark.parametrize(
    "quoted",
    [
        "> Vanha.\n> Viesti.\n",
        "5.3.2018 klo 10 Eero Esimerkki <e@a.fi> kirjoitti:\n\n> Vanha.\n",
        "-----Alkuperäinen viesti-----\nLähettäjä: Eero\nVanha.\n",
        "________________________________\nVanha.\n",
        "Lähettäjä: Eero\nLähetetty: 5.3.2018\nAihe: Kerho\n\nVanha.\n",
        "*Från:* Eero\n*Skickat:* den 5 mars\n\nVanha.\n",
        "-- \nMaija Meikäläinen\np. 040 123\n",
    ],
)
def test_what_it_answers_and_its_signature_are_left_out_and_said_so(quoted: str) -> None:
    found = mail(f"Kerho alkaa.\n\n{quoted}")
    assert (found.text, found.notes) == ("Kerho alkaa.", (QUOTES,))


def test_a_message_that_is_only_passed_on_is_read() -> None:
    found = mail("-----Original Message-----\nFrom: Eero\nSent: 5.3.\n\nKerho alkaa.\n")
    assert (found.text.endswith("Kerho alkaa."), found.notes) == (True, ())


def test_a_line_that_only_looks_like_a_sender_is_kept() -> None:
    assert mail("Lähettäjä: kunta maksaa postin.\n").text == "Lähettäjä: kunta maksaa postin."


@pytest.mark.parametrize(
    ("charset", "content"),
    [("iso-8859-1", "ä–".encode("cp1252")), ("utf-8", "ä–".encode()), ("x", "ä–".encode("cp1252"))],
)
def test_character_sets_are_those_of_browsers(charset: str, content: bytes) -> None:
    head = f"{HEAD}Subject: Kerho\nContent-Type: text/plain; charset={charset}\n\n"
    assert extract(".eml", head.encode() + content).text == "ä–"


def test_an_encoded_subject() -> None:
    assert (
        mail("A.", subject="=?utf-8?q?N=C3=A4rpi=C3=B6?= =?iso-8859-1?q?_=E4=E4ni?=").stated["title"] == "Närpiö ääni"
    )


def several(*parts: str) -> str:
    return "".join(f"--x\n{part}\n" for part in parts) + "--x--\n"


MIXED = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n"
HTML = (
    "Content-Type: text/html\n\n<html><head><style>p{}</style></head><body><p>Kerho<br>alkaa.</p><ol><li>Neuvola</li>"
    "<li><p>Kahvila</p><p>auki</p></li></ol><table><tr><th>Kunta</th><th>Vuosi</th><th>Perheitä</th></tr><tr><td>Inari"
    "</td><td>2018</td><td>12</td></tr></table><h2>Loppu</h2>Terveisin<div class=gmail_quote>Vanha</div></body></html>"
)


def test_a_page_is_read_where_there_is_no_plain_text() -> None:
    found = mail(several(HTML), more=MIXED)
    assert found.text == (
        "Kerho\nalkaa.\n\n1. Neuvola\n2. Kahvila\n\nauki\n\n- Kunta: Inari; Vuosi: 2018; Perheitä: 12\n\n"
        "## Loppu\n\nTerveisin"
    )
    assert found.notes == (QUOTES,)


def test_attachments_are_named_and_not_read() -> None:
    found = mail(
        several(
            "Content-Type: text/plain\n\nLiitteet.",
            'Content-Type: application/pdf; name="a.pdf"\n\nx',
            "Content-Disposition: attachment; filename==?utf-8?q?p=C3=A4iv=C3=A4.txt?=\n\nEi.",
            "Content-Type: message/rfc822\n\nSubject: Toinen\n\nSisällä.",
            HTML,
        ),
        more=MIXED,
    )
    assert found.text == "Liitteet."
    assert found.notes == (
        "its attachments are not read: a.pdf, päivä.txt, without a name; save those that are sources beside it",
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Ei mitään viestiä.\n", "is not an e-mail message by its content; save it anew, or give it the right suffix"),
        (f"{HEAD}Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx", "encrypted; save it decrypted"),
    ],
)
def test_what_is_no_message_or_encrypted_is_refused(content: str, said: str) -> None:
    assert reason(".eml", content.encode()) == said


def test_parts_in_parts_without_end_are_left() -> None:
    deep = "".join(f"Content-Type: multipart/mixed; boundary={n}\n\n--{n}\n" for n in range(60))
    assert reason(".eml", f"{HEAD}{deep}Content-Type: text/plain\n\nA".encode()) == "holds no text"


# ---- Outlook -----------------------------------------------------------------------------------------


def properties(**values: int) -> dict[str, bytes]:
    rows = b"".join(struct.pack("<IIQ", int(tag[1:], 16), 6, value) for tag, value in values.items())
    return {"__properties_version1.0": bytes(32) + rows}


SENT = int((datetime(2018, 3, 5, 12) - datetime(1601, 1, 1)).total_seconds()) * 10**7


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def test_an_outlook_message_is_its_text_subject_day_and_the_names_of_its_attachments() -> None:
    content = msg(
        {
            **properties(t00390040=SENT),
            "__substg1.0_0037001F": wide("VS: Kerho alkaa"),
            "__substg1.0_0C1A001F": wide("Maija Meikäläinen"),
            "__substg1.0_1000001F": wide("Hei,\r\n\r\nkerho alkaa.\r\n\r\n-----Original Message-----\r\nVanha."),
            "__attach_version1.0_#00000000/__substg1.0_3707001F": wide("päivä.pdf"),
        }
    )
    assert extract(".msg", content) == Extracted(
        "Hei,\n\nkerho alkaa.",
        {"title": "Kerho alkaa", "published": "2018-03-05"},
        notes=(QUOTES, "its attachments are not read: päivä.pdf; save those that are sources beside it"),
    )


def test_text_of_one_byte_a_sign_and_a_page() -> None:
    one = {**properties(t3FFD0003=1252), "__substg1.0_1000001E": "Kerhossa – ä".encode("cp1252")}
    assert extract(".msg", msg(one)).text == "Kerhossa – ä"
    page = {**properties(), "__substg1.0_10130102": b"<p>Kerho</p><p>alkaa.</p>"}
    assert extract(".msg", msg(page)).text == "Kerho\n\nalkaa."


def test_what_cannot_be_read_is_told() -> None:
    packed = msg({**properties(), "__substg1.0_10090102": b"LZFu"})
    assert reason(".msg", packed) == "keeps its text as compressed RTF only; open it in Outlook and save it as text"
    assert reason(".msg", msg(properties())) == "holds no text"
    assert reason(".msg", zipped({"a": b""})).startswith("is a ZIP archive by its content, not what .msg says")
    cut = msg({**properties(), "__substg1.0_1000001F": wide("Kerho")})[:1100]
    assert reason(".msg", cut).startswith(("damaged: it cannot be read as an Outlook message", "is an old Office"))
