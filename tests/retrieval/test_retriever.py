from functools import partial
from pathlib import Path

from lape_qa.documents import chunking
from lape_qa.documents.chunking import Chunking
from lape_qa.documents.metadata import make_document
from lape_qa.index import store
from lape_qa.index.model import Hit
from lape_qa.question.analysis import analyse
from lape_qa.retrieval.retriever import Retriever
from support.fakes import FakeEncoder

TEXTS = {
    "kerho": "Kerhossa leikittiin ulkona.",
    "leiri": "Leirillä soudettiin järvellä.",
    "molemmat": "Kerhossa leikittiin ja leirillä soudettiin.",
}


def ids(hits: list[Hit]) -> list[str]:
    return [hit.passage.document_id for hit in hits]


def test_of_two_questions_the_hits_take_turns_and_come_once(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    documents = [make_document(name, text, {"title": "Toiminta", "language": "fi"}) for name, text in TEXTS.items()]
    split = partial(chunking.split, chunking=Chunking(), fits=encoder.fits)
    store.build(tmp_path, documents, split, encoder, Chunking(), lambda _work, _done, _total: None)
    generation = store.open_index(tmp_path, encoder)
    retriever = Retriever(generation.lexical, generation.dense, generation)

    first = retriever.search(analyse("Miten leirillä soudettiin", encoder), 10)
    second = retriever.search(analyse("missä kerhossa leikittiin ulkona?", encoder), 10)
    assert ids(first) == ["leiri", "molemmat", "kerho"]
    assert ids(second) == ["kerho", "molemmat", "leiri"]

    both = analyse("Miten leirillä soudettiin ja missä kerhossa leikittiin ulkona?", encoder)
    assert ids(retriever.search(both, 10)) == ["leiri", "kerho", "molemmat"]
    assert ids(retriever.search(both, 2)) == ["leiri", "kerho"]
