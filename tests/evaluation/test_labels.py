from pathlib import Path

import pytest

from lape_qa.documents import chunking
from lape_qa.errors import UsageError
from lape_qa.evaluation import beir, labels
from lape_qa.language.model import Span

REPOSITORY = Path(__file__).parents[2]


def file(folder: Path, *lines: str) -> Path:
    path = folder / "labels.tsv"
    path.write_text("\n".join(["query-id\tsentences", *lines]) + "\n", encoding="utf-8")
    return path


def test_stretches_are_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = labels.read(file(tmp_path, "q9\t10-20 0-5", "q1\t-"))
    assert list(found.items()) == [("q9", (Span(10, 20), Span(0, 5))), ("q1", ())]


@pytest.mark.parametrize("line", ["q1", "q1\t", "q1\t5", "q1\t5-9 x", "q1\t5-9,10-12", ""])
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = file(tmp_path, "q0\t-", line)
    with pytest.raises(UsageError) as raised:
        labels.read(path)
    assert str(raised.value) == f"{path}, line 3: expected a query, a tab, and start-end stretches or a dash"


def test_a_query_labelled_twice_is_named(tmp_path: Path) -> None:
    path = file(tmp_path, "q0\t-", "q0\t1-2")
    with pytest.raises(UsageError, match="line 3: the query 'q0' is labelled twice"):
        labels.read(path)


def test_a_file_without_its_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "labels.tsv").write_text("q0\t-\n", encoding="utf-8")
    with pytest.raises(UsageError, match="line 1: expected the header"):
        labels.read(tmp_path / "labels.tsv")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*none\.tsv"):
        labels.read(tmp_path / "none.tsv")


@pytest.mark.parametrize(("split", "count", "answered"), [("train", 8739, 5900), ("dev", 791, 549)])
def test_the_labels_of_the_repository(split: str, count: int, answered: int) -> None:
    found = labels.read(REPOSITORY / "eval" / "sentences" / f"squad-fi-{split}.tsv")
    assert (len(found), sum(bool(spans) for spans in found.values())) == (count, answered)


@pytest.mark.parametrize("split", ["train", "dev"])
def test_each_label_is_a_sentence_of_the_passage_that_is_right(shared: Path, split: str) -> None:
    collection = beir.read(shared / "data" / "squad-fi" / split)
    sentences = {document.id: set(chunking.whole(document).sentences) for document in collection.documents}
    for identifier, spans in labels.read(REPOSITORY / "eval" / "sentences" / f"squad-fi-{split}.tsv").items():
        [right] = collection.relevant[identifier]
        assert set(spans) <= sentences[right], identifier
