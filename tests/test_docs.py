"""The documentation: links lead somewhere, what it names exists, and its site loads nothing from elsewhere."""

import re
import subprocess
import sys
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest

from benchmarks.tables import baseline
from docs.generate import EXAMPLES, commands, examples, transcript
from docs.site import BESIDE, language, linked
from lape_qa.cli.app import app
from lape_qa.evaluation.first_questions import KINDS

ROOT = Path(__file__).parents[1]
PAGES = sorted({*(ROOT / "docs").rglob("*.md"), *(ROOT / file for file in BESIDE)})
LINK = re.compile(r"\]\((?![a-z]+:|#)([^)#\s]+)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def code(file: Path) -> str:
    return "\n".join(CODE.findall(file.read_text(encoding="utf-8")))


def exists(dotted: str) -> bool:
    """Tell whether a name of the library (without `lape_qa.`) or the service can be imported."""
    try:
        resolve_name(dotted if dotted.startswith("lape_qa_api.") else f"lape_qa.{dotted}")
    except (ImportError, AttributeError):
        return False
    return True


# ---- pages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (targets,) = (set(line.split()) for line in re.findall(r"^\.PHONY: (.+)", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", code(page))) - targets == set()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_that_is_named_exists(page: Path) -> None:
    known = {words[0] for words in commands(app)}
    assert set(re.findall(r"\blape-qa ([a-z][a-z-]*)\b", code(page))) - known == set()


def test_every_path_that_the_guide_for_contributors_names_exists() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    spans = re.findall(r"`([a-z_.]+/[\w./-]*)`", guide)
    assert len(spans) > 20
    assert [path for path in spans if "NAME" not in path and not (ROOT / path).exists()] == []


def test_every_module_and_name_in_the_architecture_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    packages = {*(file.stem for file in (ROOT / "lape_qa").glob("[a-z]*")), "lape_qa_api"}
    spans = re.findall(r"`([A-Za-z_]+(?:\.\w+)+)`", text)
    named = {span for span in spans if span.split(".")[0] in packages}
    assert len(named) > 30
    assert [span for span in sorted(named) if not exists(span)] == []


# ---- examples --------------------------------------------------------------------------------------------


def test_twenty_first_questions_are_shown_none_of_them_of_the_test_half() -> None:
    rows = baseline("first-questions")["questions_detail"]
    assert len(set(EXAMPLES)) == len(EXAMPLES) == 20
    assert {rows[identifier]["split"] for identifier in EXAMPLES} == {"dev"}
    assert {rows[identifier]["kind"] for identifier in EXAMPLES} == set(KINDS)
    assert {rows[identifier]["lang"] for identifier in EXAMPLES} == {"fi", "sv", "en"}
    assert sum(not rows[identifier]["passed"] for identifier in EXAMPLES) == 5
    assert [examples().count(f"\n`{identifier}`, ") for identifier in EXAMPLES] == [1] * 20


ROW: dict[str, Any] = {
    "question": "Mikä?",
    "lang": "fi",
    "kind": "definition",
    "outcome": "answered",
    "answered_as": "overview",
}
QUOTES = [
    {"document": "a", "quote": "Yksi."},
    {"document": "a", "quote": "Kaksi."},
    {"document": "b", "quote": "Yksi."},
]


def test_a_transcript_has_the_quotes_by_source_and_what_is_poor() -> None:
    row = ROW | {"text": "Poimintoja.", "quotes": QUOTES, "failures": ["0 facts of 2", "1 documents of 3"]}
    assert transcript("e1", row, {"a": "Alku", "b": "Summary of ”Loppu”"}) == (
        "### Mikä?\n\n`e1`, definition: `answered` as `overview`\n\n**Poor:** 0 facts of 2; 1 documents of 3.\n\n"
        "*Poimintoja.*\n\n> Yksi.\n>\n> Kaksi.\n>\n> – Alku (`a`)\n\n> Yksi.\n>\n> – Summary of ”Loppu” (`b`)\n"
    )


def test_a_transcript_without_quotes_says_that_nothing_was_found() -> None:
    row = ROW | {"outcome": "not_found", "answered_as": None, "text": "", "quotes": [], "failures": []}
    assert transcript("e1", row, {}) == (
        "### Mikä?\n\n`e1`, definition: `not_found`\n\n*En löytänyt tähän vastausta lähteistä.*\n"
    )


def test_every_test_that_the_page_of_security_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    assert len(named) > 20
    lacking = [test for test in named if f"def {test[1]}(" not in (ROOT / test[0]).read_text(encoding="utf-8")]
    assert lacking == []


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda file: file.stem)
def test_a_decision_has_its_four_parts(decision: Path) -> None:
    headings = re.findall(r"^#+ .*", decision.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[1:] == ["## Context", "## Decision", "## Consequences", "## Measured"]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(decision.name[:4]) for decision in DECISIONS] == list(range(1, len(DECISIONS) + 1))


# ---- site ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "page", "expected"),
    [
        ("[a](docs/fi/index.md)", "index.md", "[a](fi/index.md)"),
        ("[a](../../eval/README.md#to-add-one)", "fi/index.md", "[a](../question-set.md#to-add-one)"),
        ("[a](../README.md)", "question-set.md", "[a](index.md)"),
        ("[a](../docs/widget.md)", "widget-sources.md", "[a](widget.md)"),
        ("the [results](../benchmarks/peers/results.json).", "peers.md", "the results."),
        ("[a](https://example.fi/x.md), [b](#here)", "peers.md", "[a](https://example.fi/x.md), [b](#here)"),
    ],
)
def test_links_fit_the_site(text: str, page: str, expected: str) -> None:
    assert linked(text, page) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [("fi/index.md", "fi"), ("accessibility/statement.sv.md", "sv"), ("index.md", "en"), ("widget.md", "en")],
)
def test_a_page_says_its_language(page: str, expected: str) -> None:
    assert language(page) == expected


def test_the_site_is_built_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    ran = subprocess.run(build, cwd=ROOT, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    pages = {
        page.relative_to(tmp_path).as_posix(): page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html")
    }
    assert '<html lang="fi"' in pages["fi/index.html"]
    loaded = re.compile(r'<(?:script|img|iframe)[^>]+src="(?:https?:)?//|<link[^>]+href="(?:https?:)?//[^>]+>')
    assert {page: found for page, text in pages.items() if (found := loaded.findall(text))} == {}
