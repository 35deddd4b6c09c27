from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lape_qa.documents.chunking import Chunking, count_tokens, indexed_text, split
from lape_qa.documents.loading import load
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document, Passage
from support.fakes import FakeEncoder, document
from support.growth import is_linear

ROOMY = Chunking(target=1000, maximum=2000)


def anything(_: str) -> bool:
    return True


def texts(passages: list[Passage]) -> list[str]:
    return [passage.text for passage in passages]


def quotable(source: Document, passage: Passage) -> list[str]:
    return [source.text[span.start : span.end] for span in passage.sentences]


def check_promises(source: Document, passages: list[Passage], chunking: Chunking, fits: Callable[[str], bool]) -> None:
    """Everything that holds for the passages of any document."""
    text = source.text
    at = 0
    for passage in passages:
        assert passage.document_id == source.id
        assert at <= passage.start < passage.end <= len(text), "in order, without overlap"
        assert text[at : passage.start].strip() == "", "nothing but white space between passages"
        assert text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip()
        assert count_tokens(passage.text) <= chunking.maximum
        assert fits(indexed_text(source, passage.heading, passage.text))
        inside = passage.start
        for span in passage.sentences:
            assert inside <= span.start < span.end <= passage.end, "sentences in order, inside their passage"
            assert text[span.start : span.end] == text[span.start : span.end].strip()
            inside = span.end
        at = passage.end
    assert text[at:].strip() == "", "nothing but white space after the last passage"


# ---- tokens ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    # 6: the example of OpenAI's own documentation of cl100k_base. 7: a special token's name is plain text.
    [("", 0), ("hello world", 2), ("tiktoken is great!", 6), ("<|endoftext|>", 7)],
)
def test_count_tokens_is_that_of_cl100k_base(text: str, count: int) -> None:
    assert count_tokens(text) == count


# ---- any text --------------------------------------------------------------------------------------------

_WORDS = ["Perhekeskus kokoaa palvelut.", "lapset", "Lapset ja nuoret", "mm.", "20.3.2019", "A.", "x" * 60, "ö" * 40]
_MARKS = [
    "# Otsikko",
    "## ",
    "#",
    "Mitä lapset toivovat?",
    "Toimintaan kuuluu:",
    "1. ",
    "12) ",
    "a) ",
    "- ",
    "• ",
    "– ",
]
_STOPS = ["”", "…", "?!", ":", ".", " ", "  ", "\t", "\u00a0", "\u202f", "\u2028", "\u2029"]
_BREAKS = ["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\x0b", "\x0c", "\x85", "\x1c"]
_ODD = ["\u00ad", "\u200b", "\ufeff", "e\u0301", "a\u0308\u0323", "\u0308", "👨\u200d👩\u200d👧", "🇫🇮", "漢字", "مرحبا"]
_FRAGMENTS = st.sampled_from([*_WORDS, *_MARKS, *_STOPS, *_BREAKS, *_ODD])
_NASTY_TEXT = st.lists(_FRAGMENTS | st.text(max_size=3), max_size=80).map("".join)


@given(
    text=_NASTY_TEXT,
    target=st.integers(10, 40),
    more=st.integers(0, 60),
    longest=st.integers(260, 400),
)
@example(text="ö" * 400, target=10, more=0, longest=260)
@example(text="1. \r\n# \u2028- ", target=10, more=0, longest=260)
def test_every_promise_holds_for_any_text(text: str, target: int, more: int, longest: int) -> None:
    source = make_document("doc", text, {"title": "Otsikko"})
    chunking = Chunking(target, target + more)

    def fits(indexed: str) -> bool:
        return len(indexed) <= longest

    check_promises(source, split(source, chunking, fits), chunking, fits)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" ".join(f"sana{number}" for number in range(10_000)), id="10,000 words without a full stop"),
        pytest.param("Alku. " + "å" * 5_000 + " loppu.", id="a word of 5,000 characters"),
        pytest.param("👨\u200d👩\u200d👧" * 1_000, id="emoji joined without a space"),
        pytest.param("\n".join(f"Rivi numero {number}" for number in range(200)), id="200 short lines"),
        pytest.param("\r\n\r\n".join(f"Otsikko {number}" for number in range(200)), id="200 headings"),
        pytest.param("\n".join(f"- kohta {number}" for number in range(200)), id="200 list items"),
        pytest.param("Kuuluu:\n" + "\n".join(f"- kohta {number}" for number in range(200)), id="introduced"),
        pytest.param(
            "Lause,\u00a0jossa on sitovia\u00a0välejä ja ta\u00advu\u00advii\u00advo\u00adja. " * 50, id="hyphens"
        ),
        pytest.param("Perhe\u2028keskus kokoaa.\u2029Toinen kappale.\r\nKolmas\rneljäs. " * 60, id="line breaks"),
    ],
)
@pytest.mark.parametrize("longest", [40, 300])
def test_every_promise_holds_at_the_default_lengths(text: str, longest: int) -> None:
    source = make_document("doc", text, {"title": "Otsikko", "region": "Lappi"})
    fits = FakeEncoder(longest=longest).fits
    check_promises(source, split(source, Chunking(), fits), Chunking(), fits)


def test_every_promise_holds_for_every_shared_fact_sheet(shared: Path) -> None:
    documents = load([shared / "facts"]).documents
    assert len(documents) >= 72
    for source in documents:
        passages = split(source, Chunking(), FakeEncoder().fits)
        check_promises(source, passages, Chunking(), FakeEncoder().fits)
        assert any(passage.sentences for passage in passages)


@pytest.mark.parametrize("text", ["", " ", "\r\n\n \u00a0\u2028\t"])
def test_document_without_a_visible_character_has_no_passage(text: str) -> None:
    assert split(document(text, title="Tyhjä"), Chunking(), anything) == []


# ---- length ----------------------------------------------------------------------------------------------

_ONE = "Perhekeskus kokoaa lasten ja perheiden palvelut."
_TWO = "Lapissa niitä on kolme."
_THREE = "Kainuussa niitä on kaksi."


def test_sentences_are_gathered_up_to_the_target() -> None:
    chunking = Chunking(target=count_tokens(f"{_ONE} {_TWO}"), maximum=400)
    passages = split(document(f"{_ONE} {_TWO} {_THREE}"), chunking, anything)
    assert texts(passages) == [f"{_ONE} {_TWO}", _THREE]


def test_sentence_that_would_pass_the_target_by_a_token_begins_a_new_passage() -> None:
    chunking = Chunking(target=count_tokens(f"{_ONE} {_TWO}") - 1, maximum=400)
    passages = split(document(f"{_ONE} {_TWO} {_THREE}"), chunking, anything)
    assert texts(passages) == [_ONE, f"{_TWO} {_THREE}"]


def test_single_sentence_longer_than_the_target_stays_whole() -> None:
    passages = split(document(f"{_TWO} {_ONE} {_THREE}"), Chunking(target=count_tokens(_TWO), maximum=400), anything)
    assert _ONE in texts(passages)


def test_what_does_not_fit_the_encoder_begins_a_new_passage() -> None:
    # The context in front of a passage counts: the title's one word and the passage's six.
    source = document(f"{_ONE} {_TWO} {_THREE}", title="Otsikko")
    assert texts(split(source, ROOMY, FakeEncoder(longest=7).fits)) == [_ONE, _TWO, _THREE]
    assert texts(split(source, ROOMY, FakeEncoder(longest=11).fits)) == [f"{_ONE} {_TWO}", _THREE]
    assert texts(split(source, ROOMY, FakeEncoder(longest=15).fits)) == [f"{_ONE} {_TWO} {_THREE}"]


def test_sentence_longer_than_the_maximum_is_cut_at_white_space_and_cannot_be_quoted() -> None:
    source = document(" ".join(["perhekeskus"] * 50) + ".")
    passages = split(source, Chunking(target=20, maximum=20), anything)
    assert " ".join(texts(passages)) == source.text
    assert all(word.rstrip(".") == "perhekeskus" for passage in passages for word in passage.text.split())
    assert all(passage.sentences == () for passage in passages)


def test_word_longer_than_the_maximum_is_cut() -> None:
    source = document("Alku " + "ö" * 500 + " loppu")
    passages = split(source, Chunking(target=20, maximum=20), anything)
    assert "".join(texts(passages)).replace(" ", "") == "Alku" + "ö" * 500 + "loppu"


@pytest.mark.parametrize("spare", [0, 5])
def test_sentence_within_the_maximum_is_not_cut_because_of_its_heading(spare: int) -> None:
    source = document(f"## Perhekeskukset ja kohtaamispaikat\n\n{_ONE}")
    maximum = count_tokens(_ONE) + spare
    passages = split(source, Chunking(target=maximum, maximum=maximum), anything)
    assert [quote for passage in passages for quote in quotable(source, passage)] == [_ONE]


# ---- headings --------------------------------------------------------------------------------------------


def test_heading_goes_with_what_it_heads() -> None:
    source = document(f"## Palvelut\n\n{_ONE}\n\n## Lappi\n\n{_TWO} {_THREE}")
    first, second = split(source, ROOMY, anything)
    assert (first.text, first.heading) == (f"## Palvelut\n\n{_ONE}", "Palvelut")
    assert (second.text, second.heading) == (f"## Lappi\n\n{_TWO} {_THREE}", "Lappi")


def test_heading_is_not_quotable() -> None:
    source = document(f"## Palvelut\n\n{_ONE}\n\nLappi\n\n{_TWO} {_THREE}")
    first, second = split(source, ROOMY, anything)
    assert quotable(source, first) == [_ONE]
    assert quotable(source, second) == [_TWO, _THREE]


def test_text_goes_on_under_its_heading_in_the_next_passage() -> None:
    source = document(f"## Palvelut\n\n{_ONE} {_TWO} {_THREE}")
    passages = split(source, Chunking(target=20, maximum=400), anything)
    assert len(passages) > 1
    assert {passage.heading for passage in passages} == {"Palvelut"}


def test_headings_in_a_row_stay_together_and_the_last_one_counts() -> None:
    (passage,) = split(document(f"# Raportti\n\n## Lappi\n\n{_TWO}"), ROOMY, anything)
    assert passage.heading == "Lappi"
    assert passage.text == f"# Raportti\n\n## Lappi\n\n{_TWO}"


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("## Perhekeskukset ##", "Perhekeskukset"),
        ("###### Perhekeskukset", "Perhekeskukset"),
        ("Perhekeskukset Lapissa", "Perhekeskukset Lapissa"),
        ("Mitä lapset toivovat?", "Mitä lapset toivovat?"),
        ("Taustaa:", "Taustaa"),
    ],
)
def test_marked_or_short_lone_line_is_a_heading(line: str, heading: str) -> None:
    source = document(f"{line}\n\n{_ONE}")
    (passage,) = split(source, ROOMY, anything)
    assert passage.heading == heading
    assert quotable(source, passage) == [_ONE]


def test_marked_heading_is_one_however_long() -> None:
    title = "Perhekeskustoimintamallin käyttöönotto ja kohtaamispaikkojen kehittäminen Lapin maakunnan kunnissa"
    source = document(f"## {title}\n\n{_ONE}")
    (passage,) = split(source, ROOMY, anything)
    assert passage.heading == title
    assert quotable(source, passage) == [_ONE]


@pytest.mark.parametrize(
    "line",
    [
        "Tämä on lyhyt virke.",
        "Tämä on lyhyt huudahdus!",
        "2019",
        "Ensimmäinen rivi\ntoinen rivi",
        "Ensimmäinen rivi\u2028toinen rivi",
        "Otsikoksi tämä on aivan liian pitkä rivi, vaikka lopussa ei olekaan mitään välimerkkiä",
    ],
)
def test_other_lone_line_is_no_heading(line: str) -> None:
    source = document(f"{line}\n\n{_ONE}")
    passages = split(source, ROOMY, anything)
    assert {passage.heading for passage in passages} == {""}
    assert [quote for passage in passages for quote in quotable(source, passage)] == [line, _ONE]


# ---- lists -----------------------------------------------------------------------------------------------

_INTRODUCTION = "Kittilän kohtaamispaikkojen toimintaan kuuluu seuraavaa:"
_ITEMS = ["- Maanantaisin on perhekahvila.", "- Perjantaisin on lorutreffit.", "- Viikonloppuisin on perhesähly."]
_LIST = "\n".join([_INTRODUCTION, "", *_ITEMS])


def test_list_is_kept_with_its_introduction_beyond_the_target() -> None:
    chunking = Chunking(target=count_tokens(f"{_ONE} {_INTRODUCTION}"), maximum=count_tokens(_LIST))
    assert texts(split(document(f"{_ONE}\n\n{_LIST}"), chunking, anything)) == [_ONE, _LIST]


def test_list_longer_than_the_maximum_keeps_its_introduction_with_its_first_item() -> None:
    chunking = Chunking(target=20, maximum=count_tokens(_LIST) - 1)
    first = split(document(_LIST), chunking, anything)[0]
    assert first.text.startswith(f"{_INTRODUCTION}\n\n{_ITEMS[0]}")


def test_heading_introduction_and_list_stay_together() -> None:
    source = document(f"{_ONE}\n\n## Toiminta\n\n{_LIST}")
    assert texts(split(source, Chunking(target=20, maximum=400), anything)) == [_ONE, f"## Toiminta\n\n{_LIST}"]


def test_list_item_is_not_split() -> None:
    items = [f"- {_ONE} {_TWO}", f"- {_THREE} {_TWO}"]
    chunking = Chunking(target=count_tokens(items[1]) - 1, maximum=400)
    assert texts(split(document("\n".join(items)), chunking, anything)) == items


@pytest.mark.parametrize("marker", ["-", "*", "+", "•", "–", "1.", "12)", "a)"])
def test_quote_of_a_list_item_leaves_its_marker_out(marker: str) -> None:
    source = document(f"{_INTRODUCTION}\n{marker} {_TWO}\n{marker} {_THREE}")
    (passage,) = split(source, ROOMY, anything)
    assert quotable(source, passage) == [_INTRODUCTION, _TWO, _THREE]


def test_quote_of_a_list_item_takes_its_wrapped_lines() -> None:
    item = "Kittilän kirkonkylällä on maanantaisin perhekahvila, jota pitävät\n  MLL ja seurakunta."
    source = document(f"- {item}\n- {_TWO}")
    (passage,) = split(source, ROOMY, anything)
    assert quotable(source, passage) == [item, _TWO]


@pytest.mark.parametrize(
    "text",
    [
        "20. maaliskuuta 2019 pidettiin seminaari.",
        "Oulun seudun perhekeskusten yhteinen seminaari pidettiin viimein\n20. maaliskuuta 2019 Oulussa.",
    ],
)
def test_date_at_the_beginning_of_a_line_is_no_list_number(text: str) -> None:
    source = document(text)
    assert [quote for p in split(source, ROOMY, anything) for quote in quotable(source, p)] == [text]


# ---- line ends -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028"])
def test_line_ends_of_any_kind_give_the_same_passages(newline: str) -> None:
    text = f"## Palvelut\n\n{_ONE}\n\n## Toiminta\n\n{_LIST}\n"
    chunking = Chunking(target=40, maximum=400)
    expected = split(document(text), chunking, anything)
    other = document(text.replace("\n", newline))
    found = split(other, chunking, anything)
    assert [passage.text.replace(newline, "\n") for passage in found] == texts(expected)
    assert [passage.heading for passage in found] == ["Palvelut", "Toiminta"]
    assert [len(passage.sentences) for passage in found] == [1, 4]


def test_id_of_a_passage_names_its_document_and_place() -> None:
    (passage,) = split(document(f"\n{_TWO}\n", "lappi"), ROOMY, anything)
    assert passage.id == f"lappi:1-{1 + len(_TWO)}"


# ---- pages -----------------------------------------------------------------------------------------------


def paged(text: str, *pages: int) -> list[str]:
    source = replace(document(text, title="T"), pages=pages)
    return [passage.text for passage in split(source, Chunking(), anything)]


def test_a_page_begins_a_passage() -> None:
    text = "Eka virke. Toinen virke.\n\nKolmas virke.\n\nNeljäs virke."
    assert paged(text) == [text]
    assert paged(text, 0, 26) == ["Eka virke. Toinen virke.", "Kolmas virke.\n\nNeljäs virke."]


def test_a_sentence_over_two_pages_stays_whole() -> None:
    text = "Eka virke. Toinen virke jatkuu. Kolmas virke."
    assert paged(text, 0, 18) == ["Eka virke. Toinen virke jatkuu.", "Kolmas virke."]


def test_a_heading_at_a_pages_end_goes_with_what_it_heads() -> None:
    text = "Eka virke.\n\n## Otsikko\n\nToinen virke."
    assert paged(text, 0, 24) == ["Eka virke.", "## Otsikko\n\nToinen virke."]


# ---- texts of any length ---------------------------------------------------------------------------------

PROSE = "Kainuun perhekeskus avattiin vuonna 2018 ja se toimii hyvin."
OF_A_LENGTH: dict[str, Callable[[int], str]] = {
    "one long word": lambda size: "a" * size,
    "words without a full stop": lambda size: "ab " * (size // 3),
    "initials": lambda size: "A. " * (size // 3),
    "dots": lambda size: "." * size,
    "numbers": lambda size: " ".join(map(str, range(size // 6)))[:size],
    "short lines": lambda size: "ab cd\n" * (size // 6),
    "hashes": lambda size: "#" * size,
    "blanks": lambda size: "a" + " " * size + "b",
    "prose": lambda size: f"{PROSE} " * (size // 60),
    "paragraphs": lambda size: f"{PROSE}\n\n" * (size // 61),
    "items": lambda size: "- ab\n" * (size // 5),
    "introduced items": lambda size: "Nämä:\n\n" + "- ab\n" * (size // 5),
    "headings": lambda size: "# Ab\n\n" * (size // 6),
}

# Cut in ten thousands of characters, so the time of less says nothing.
UNBROKEN = {"one long word", "words without a full stop", "dots", "numbers", "hashes"}


@pytest.mark.parametrize("kind", OF_A_LENGTH)
def test_time_is_linear_in_the_length_of_a_text_of_any_kind(kind: str) -> None:
    def make(size: int) -> Document:
        return document(f"## H\n\n{OF_A_LENGTH[kind](size)}\n")

    size = 40_000 if kind in UNBROKEN else 8_000
    assert is_linear(make, lambda source: split(source, Chunking(), anything), size)


def test_a_passage_has_ten_thousand_characters_at_most_however_few_tokens_they_are() -> None:
    source = document(f"Alku {'-' * 10_000} loppu.\n")
    assert count_tokens("-" * 10_000) < 400
    assert [len(passage.text) for passage in split(source, Chunking(), anything)] == [4, 10_000, 6]
