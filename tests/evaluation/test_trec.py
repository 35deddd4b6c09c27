"""Runs as every scorer ranks them, and collections in the forms of TREC."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, nDCG

from lape_qa.errors import UsageError
from lape_qa.evaluation import trec
from lape_qa.evaluation.trec import TrecRun, falling, read_run, run_text
from support.collections import rescored

TIED = {"q1": [("d2", 1.5), ("d1", 1.5), ("d3", 1.5)], "q2": [("d1", 0.25), ("d9", 3.0)], "q3": []}
"""Equal scores, and a score above the one before, as the passages of two questions in turns have."""


def written(folder: Path, text: str) -> Path:
    file = folder / "a.run"
    file.write_text(text, encoding="utf-8")
    return file


# ---- runs ------------------------------------------------------------------------------------------------


def test_a_run_has_six_columns_and_scores_that_fall() -> None:
    assert run_text(TIED, "ours") == (
        "q1 Q0 d2 1 1.5 ours\n"
        "q1 Q0 d1 2 1.49999988 ours\n"
        "q1 Q0 d3 3 1.49999976 ours\n"
        "q2 Q0 d1 1 0.25 ours\n"
        "q2 Q0 d9 2 0.249999985 ours\n"
    )


def test_what_is_written_is_read_in_the_same_order_here_and_by_trec_eval(tmp_path: Path) -> None:
    file = written(tmp_path, run_text(TIED, "ours"))
    read = read_run(file)
    assert read.name == "ours"
    assert {query: [document for document, _ in found] for query, found in read.rankings.items()} == {
        "q1": ["d2", "d1", "d3"],
        "q2": ["d1", "d9"],
    }
    # trec_eval, through pytrec_eval, and the relevant document of each query at its rank.
    qrels = {"q1": {"d3": 1}, "q2": {"d9": 1}}
    assert rescored(file, qrels, RR) == {"RR": {"q1": pytest.approx(1 / 3), "q2": pytest.approx(1 / 2)}}


@given(st.lists(st.floats(-1e30, 1e30, width=64), max_size=30))
def test_scores_fall_in_32_bits_and_nine_digits_write_them(scores: list[float]) -> None:
    found = list(falling(scores))
    narrow = np.array(found, np.float32)
    assert (narrow[1:] < narrow[:-1]).all()
    assert [float(np.float32(f"{score:.9g}")) for score in found] == found
    # A score that is below all before it stays as it is, to 32 bits.
    for place, score in enumerate(scores):
        if (np.float32(score) < narrow[:place]).all():
            assert found[place] == float(np.float32(score))


def test_an_id_with_white_space_is_refused() -> None:
    with pytest.raises(UsageError) as error:
        run_text({"q1": [("d 1", 1.0)]}, "ours")
    assert str(error.value) == (
        "a TREC run cannot hold the id 'd 1', which has white space: rename it (the id of a source is the name of its "
        "file), or leave out --run"
    )


def test_a_run_of_others_is_ordered_by_score_and_of_equal_ones_by_the_greater_id(tmp_path: Path) -> None:
    # In 32 bits 0.5 and 0.50000001 are the same; ranks count for nothing.
    text = "q1 Q0 a 1 0.5 x\nq1 Q0 c 2 0.50000001 x\nq1 Q0 b 9 7e-1 x\n\nq1\tQ0\td\t4\t0.5\tx\n"
    assert read_run(written(tmp_path, text)) == TrecRun(
        "x", {"q1": [("b", 0.7), ("d", 0.5), ("c", 0.50000001), ("a", 0.5)]}
    )


SIX = "expected query, Q0, document, rank, score and the run's name"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("q1 Q0 d1 1 0.5 x\nq1 Q0 d2 2 0.5\n", f", line 2: {SIX}, six columns"),
        ("q1 Q0 d1 1 high x\n", f", line 1: {SIX}, six columns"),
        ("q1 Q0 d1 1 nan x\n", f", line 1: {SIX}, six columns"),
        (
            "q1 Q0 d1 1 0.5 x\nq2 Q0 d1 1 0.5 x\nq1 Q0 d1 2 0.4 x\n",
            ", line 3: the document 'd1' occurs twice for the query 'q1'",
        ),
        ("q1 Q0 d1 1 1 x\nq2 Q0 d1 1 1 y\n", " holds several runs, 'x' and 'y': give each a file of its own"),
        ("\n", f" holds no row of a run: {SIX}"),
    ],
)
def test_a_wrong_run_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(UsageError) as error:
        read_run(file)
    assert str(error.value) == f"{file}{said}"


# ---- collections -----------------------------------------------------------------------------------------

DOCUMENTS = """\
<DOC>
<DOCNO> FT911-1 </DOCNO>
<HEADLINE>Nokian hanke</HEADLINE>
<DATE>910514</DATE>
<TEXT>
<P>Nokian perhekeskuspilotti alkoi &amp; jatkui.</P>
<P>Se p&auml;&auml;ttyi.</P>
</TEXT>
</DOC>
<doc><docno>FT911-2</docno>Kittilässä avattiin paikkoja.</doc>
"""
TOPICS = """\
<top>
<num> Number: 301
<title> Topic: Nokian pilotti

<desc> Description:
Milloin pilotti alkoi?
</top>
<top>
<num>302</num>
<title>Kittilä</title>
</top>
"""


def trec_folder(root: Path, corpus: str = DOCUMENTS, topics: str = TOPICS, qrels: str = "301 0 FT911-1 1\n") -> Path:
    for name, text in (("corpus.trec", corpus), ("topics.trec", topics), ("qrels.txt", qrels)):
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_documents_and_topics_are_read_from_their_elements(tmp_path: Path) -> None:
    found = trec.read(trec_folder(tmp_path))
    assert [(d.id, d.title, d.text) for d in found.documents] == [
        ("FT911-1", "Nokian hanke", "Nokian perhekeskuspilotti alkoi & jatkui.\nSe päättyi."),
        ("FT911-2", "", "Kittilässä avattiin paikkoja."),
    ]
    assert found.queries == {"301": "Nokian pilotti"}
    assert found.relevant == {"301": {"FT911-1": 1}}


def test_tables_are_read_too_and_other_judgements_taken(tmp_path: Path) -> None:
    (tmp_path / "corpus.tsv.gz").write_bytes(gzip.compress("d1\tNokia\tAlkoi.\nd2\t\tKittilä.\n".encode()))
    (tmp_path / "topics.tsv").write_text("q1\tMilloin?\nq2\tMissä?\n", encoding="utf-8")
    found = trec.read(tmp_path, {"q2": {"d2": 1}})
    assert [(d.id, d.title, d.text) for d in found.documents] == [("d1", "Nokia", "Alkoi."), ("d2", "", "Kittilä.")]
    assert found.queries == {"q2": "Missä?"}
    assert trec.is_collection(tmp_path)
    with pytest.raises(UsageError, match=r" is no TREC collection: it needs .* and qrels\.txt or --qrels$"):
        trec.read(tmp_path)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"corpus": "<DOC>\n<TEXT>a</TEXT>\n</DOC>\n"}, "corpus.trec, line 1: this <DOC> has no <DOCNO>"),
        ({"corpus": DOCUMENTS + "<DOC>\n<DOCNO>x\n"}, "corpus.trec, line 11: this <DOC> is not closed"),
        ({"corpus": DOCUMENTS + "väliin\n"}, "corpus.trec, line 11: expected <DOC>, found 'väliin'"),
        ({"corpus": DOCUMENTS * 2}, "corpus.trec, line 11: the id 'FT911-1' occurs twice"),
        ({"corpus": ""}, "corpus.trec is empty"),
        ({"topics": "<top>\n<num>1\n</top>\n"}, "topics.trec, line 1: this <top> has no <num> or no <title>"),
        ({"qrels": "301 0 FT911-1\n"}, "qrels.txt, line 1: expected query, document and score"),
        ({"qrels": "401 0 FT911-1 1\n"}, ": the judgements name 1 query not in the collection, first '401'"),
    ],
)
def test_what_is_wrong_in_a_collection_is_named(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as error:
        trec.read(trec_folder(tmp_path, **changed))
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_row_of_a_table_without_a_tab_is_named(tmp_path: Path) -> None:
    (tmp_path / "corpus.tsv").write_text("d1\tyksi\nd2 kaksi\n", encoding="utf-8")
    (tmp_path / "topics.tsv").write_text("q1\tMilloin?\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"corpus\.tsv, line 2: expected an id and a text separated by a tab$"):
        trec.read(tmp_path, {"q1": {"d1": 1}})


def test_ndcg_of_a_run_that_was_written_is_that_of_the_order(tmp_path: Path) -> None:
    found = rescored(written(tmp_path, run_text(TIED, "ours")), {"q1": {"d1": 2, "d2": 1}}, nDCG @ 10)
    # Gains 1 and 2 at ranks 1 and 2; at best 2 and 1.
    assert found == {"nDCG@10": {"q1": pytest.approx((1 + 2 / np.log2(3)) / (2 + 1 / np.log2(3)))}}
