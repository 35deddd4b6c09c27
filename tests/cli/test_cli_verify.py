"""`lape-qa verify`: a saved answer against the sources as they are now."""

import json
from pathlib import Path
from typing import Any

import pytest

from support.command_line import ANSWERED, NOKIA, QUOTE, Run


def saved(run: Run, indexed: Path, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    answer = run("ask", ANSWERED, "--index", indexed, "--json").json
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(answer), encoding="utf-8")
    return file, answer


def test_verify_finds_the_quotes_of_an_answer(run: Run, indexed: Path, tmp_path: Path) -> None:
    file, answer = saved(run, indexed, tmp_path)
    ran = run("verify", file, "--index", indexed, "--json")
    assert ran.status == 0
    cited = answer["citations"][0]
    assert ran.json == [
        {
            "number": 1,
            "verdict": "found",
            "version": "same",
            "document": cited["document"]["id"],
            "start": cited["start"],
            "end": cited["end"],
            "moved": False,
            "verbatim": True,
            "carries": True,
            "held": True,
            "differs": [],
        }
    ]


def test_verify_catches_an_altered_quote(run: Run, indexed: Path, tmp_path: Path) -> None:
    file, answer = saved(run, indexed, tmp_path)
    answer["citations"][0]["quote"] = QUOTE.replace("2017", "2018")
    file.write_text(json.dumps(answer), encoding="utf-8")
    ran = run("verify", file, "--index", indexed)
    assert (ran.status, ran.out) == (1, "[1] absent (a sentence that cites it is not carried by it)\n")


def test_verify_says_what_is_named_otherwise(run: Run, indexed: Path, tmp_path: Path) -> None:
    file, answer = saved(run, indexed, tmp_path)
    answer["citations"][0]["document"] |= {"title": "Uutinen", "url": "https://example.org/"}
    file.write_text(json.dumps(answer), encoding="utf-8")
    ran = run("verify", file, "--index", indexed)
    said = "[1] found in nokia at 22 (told otherwise than it is: title and url)\n"
    assert (ran.status, ran.out) == (1, said)


def test_verify_says_what_is_not_as_it_was(run: Run, indexed: Path, tmp_path: Path) -> None:
    file, answer = saved(run, indexed, tmp_path)
    cited = answer["citations"][0]
    place = f"[1] found in {cited['document']['id']} at {cited['start']}"
    cited["quote"] = QUOTE.replace(" ", "\u00a0")
    file.write_text(json.dumps(answer), encoding="utf-8")
    ran = run("verify", file, "--index", indexed)
    assert (ran.status, ran.out) == (0, f"{place} (white space or typography differs)\n")
    cited["quote"], cited["start"] = QUOTE, cited["start"] + 1
    file.write_text(json.dumps(answer), encoding="utf-8")
    ran = run("verify", file, "--index", indexed)
    assert (ran.status, ran.out) == (1, f"{place} (not at its place, told otherwise than it is: reader_url)\n")
    del cited["reader_url"]
    file.write_text(json.dumps(answer), encoding="utf-8")
    ran = run("verify", file, "--index", indexed)
    assert (ran.status, ran.out) == (1, f"{place} (not at its place)\n")
    cited["document"]["sha256"] = "0" * 64
    file.write_text(json.dumps(answer), encoding="utf-8")
    ran = run("verify", file, "--index", indexed)
    told = "the document has changed, the version that is cited is not kept, not at its place"
    assert (ran.status, ran.out) == (0, f"{place} ({told})\n")


def test_verify_tells_what_has_become_of_a_document_since_it_was_cited(
    run: Run, indexed: Path, sources: Path, tmp_path: Path
) -> None:
    file, answer = saved(run, indexed, tmp_path)
    start = answer["citations"][0]["start"]
    nokia = sources / "nokia.txt"

    def told() -> tuple[int, str]:
        assert run("index", sources, "--index", indexed).status == 0
        ran = run("verify", file, "--index", indexed)
        return ran.status, ran.out

    stood = "the quote stood in the version that is cited"
    nokia.write_text("Uutta.\n\n" + NOKIA, encoding="utf-8")
    moved = f"[1] found in nokia at {start + 8} (the document has changed, {stood}, not at its place)\n"
    assert told() == (0, moved)
    nokia.write_text(NOKIA.replace("2017", "2018"), encoding="utf-8")
    assert told() == (1, f"[1] absent (the document has changed, {stood})\n")
    nokia.write_text(NOKIA, encoding="utf-8")
    nokia.rename(sources / "pirkanmaa.txt")
    assert told() == (0, f"[1] found in pirkanmaa at {start} (the document has another id now, {stood})\n")


@pytest.mark.parametrize("content", ["", "[]", '{"citations": [{"number": 1}]}'])
def test_verify_of_what_is_no_answer_is_refused(run: Run, indexed: Path, tmp_path: Path, content: str) -> None:
    file = tmp_path / "answer.json"
    file.write_text(content, encoding="utf-8")
    assert run("verify", file, "--index", indexed).refusal.startswith(f"{file} is not a saved answer: ")


def test_verify_without_an_index_is_refused(run: Run, indexed: Path, tmp_path: Path) -> None:
    file, _ = saved(run, indexed, tmp_path)
    assert "no index in" in run("verify", file, "--index", tmp_path / "none").refusal
