from lape_qa.answer.model import Answer, Citation, Copy, NoAnswer, Sentence
from lape_qa.answer.named_copies import with_copies
from lape_qa.documents.model import Passage
from lape_qa.index.model import Hit
from support.fakes import document

TEXT = "Kerho alkoi syksyllä. Kerho loppui kesällä."
FIRST = "Kerho alkoi syksyllä."
DOCUMENTS = {
    one.id: one
    for one in (
        document(TEXT, "a"),
        document(f"Uusi otsikko. {TEXT}", "b"),
        document("Kerho alkoi jo syksyllä. Kerho loppui kesällä.", "c"),
    )
}
QUOTE = Citation(1, DOCUMENTS["a"], FIRST, 0, len(FIRST))
ANSWER = Answer((Sentence(FIRST, 1),), (QUOTE,), 0.9)


def passage(name: str) -> Passage:
    text = DOCUMENTS[name].text
    return Passage(name, 0, len(text), text, "", ())


def test_a_citation_names_where_else_its_quote_stands_word_for_word() -> None:
    hit = Hit(passage("a"), 1.0, (passage("b"), passage("c"), passage("b"), passage("a")))
    answer = with_copies(ANSWER, [hit], DOCUMENTS.__getitem__)
    assert isinstance(answer, Answer)
    # In c the passage is nearly the same, but not the quote.
    assert answer.citations[0].copies == (Copy(DOCUMENTS["b"], 14, 14 + len(FIRST)),)
    assert DOCUMENTS["b"].text[14 : 14 + len(FIRST)] == FIRST


def test_the_copies_of_another_passage_are_not_named() -> None:
    assert with_copies(ANSWER, [Hit(passage("b"), 1.0, (passage("c"),))], DOCUMENTS.__getitem__) == ANSWER


def test_without_an_answer_or_copies_nothing_changes() -> None:
    nothing = NoAnswer((), 0.1)
    hit = Hit(passage("a"), 1.0, (passage("b"),))
    assert with_copies(nothing, [hit], DOCUMENTS.__getitem__) is nothing
    assert with_copies(ANSWER, [Hit(passage("a"), 1.0)], DOCUMENTS.__getitem__) is ANSWER
