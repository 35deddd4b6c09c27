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
from docs.site import BESIDE, counterparts, language, linked
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


# Section of the standard, and how many of its items are of level 1 or 2, which come first.
STANDARD = {
    **{"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1},
    **{"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4},
    **{"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4},
    **{"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1},
    **{"9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3},
    **{"11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4},
    **{"13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3},
    **{"15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3},
    **{"17.1": 1, "17.2": 4, "17.3": 2},
}


def items(numbers: str) -> list[str]:
    """Return the items of "1.2.6–1.2.8, 1.3.1" one by one."""
    named: list[str] = []
    for number in numbers.split(", "):
        first, _, last = number.partition("–")
        section, _, begin = first.rpartition(".")
        named += [f"{section}.{item}" for item in range(int(begin), int((last or first).rpartition(".")[2]) + 1)]
    return named


def test_every_item_of_the_standard_stands_once_on_the_page_of_security() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"<!-- standard -->\n(.*?)<!-- end standard -->", text, re.DOTALL)
    (rest,) = re.findall(r"<!-- not applicable -->\n(.*?)<!-- end not applicable -->", text, re.DOTALL)
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    stated = [item for row in rows for item in items(row[0])]
    stated += [item for line in rest.splitlines() for item in items(line.removeprefix("- ").partition(":")[0])]
    assert sorted(stated) == sorted(f"{section}.{n + 1}" for section, count in STANDARD.items() for n in range(count))
    assert len(stated) == 253
    # A row says what is met and names its test, or says why there is none.
    assert [row[0] for row in rows if len(row) != 4 or (row[3] == "–" and row[2] == "yes")] == []
    assert [row[0] for row in rows if row[3] != "–" and not re.fullmatch(r"`tests/[\w/]+\.py::test_\w+`", row[3])] == []


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
        ("[a](docs/fi/index.md)", "readme.md", "[a](fi/index.md)"),
        ("[a](../../eval/README.md#to-add-one)", "fi/index.md", "[a](../question-set.md#to-add-one)"),
        ("[a](../README.md)", "question-set.md", "[a](readme.md)"),
        ("[a](../README.md), [b](fi/alku.md)", "index.md", "[a](readme.md), [b](fi/alku.md)"),
        ("[a](../docs/widget.md)", "widget-sources.md", "[a](widget.md)"),
        ("the [results](../benchmarks/peers/results.json).", "peers.md", "the results."),
        ("![a](dashboard.svg)", "operations.md", "![a](dashboard.svg)"),
        ("[a](https://example.fi/x.md), [b](#here)", "peers.md", "[a](https://example.fi/x.md), [b](#here)"),
    ],
)
def test_links_fit_the_site(text: str, page: str, expected: str) -> None:
    assert linked(text, page) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [("fi/index.md", "fi"), ("accessibility/statement.sv.md", "sv"), ("index.md", "fi"), ("widget.md", "en")],
)
def test_a_page_says_its_language(page: str, expected: str) -> None:
    assert language(page) == expected


@pytest.mark.parametrize(
    ("text", "page", "expected"),
    [
        ("# A\n\n*In English: [A](../guides/a.md).*\n", "fi/a.md", {"en": "guides/a.md"}),
        ("# A\n\n*Suomeksi: [A](../fi/a.md).*\n", "guides/a.md", {"fi": "fi/a.md"}),
        ("*In English: [A](guides/index.md).*\n", "index.md", {"en": "guides/index.md"}),
        ("# A\n\nIn English: [A](b.md).\n*Suomeksi: [a](b.md) ja [c](d.md).*\n", "settings.md", {"fi": "index.md"}),
        ("", "a/b.fi.md", {"sv": "a/b.sv.md", "en": "a/b.en.md"}),
        ("", "a/b.sv.md", {"fi": "a/b.fi.md", "en": "a/b.en.md"}),
    ],
)
def test_a_page_has_its_counterparts_or_else_where_the_language_begins(
    text: str, page: str, expected: dict[str, str]
) -> None:
    assert counterparts(text, page) == expected


def test_the_site_is_built_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    ran = subprocess.run(build, cwd=ROOT, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    pages = {
        page.relative_to(tmp_path).as_posix(): page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html")
    }
    assert {page: re.findall(r'<html lang="(..)"', pages[page]) for page in ("index.html", "tutorial.html")} == {
        "index.html": ["fi"],
        "tutorial.html": ["en"],
    }
    menu = re.compile(r'<a href="([^"]+)" hreflang="(..)" class="md-select__link">\s*(.+?)\s*</a>')
    asked = ("fi/alku.html", "settings.html", "accessibility/statement.sv.html")
    assert {page: menu.findall(pages[page]) for page in asked} == {
        "fi/alku.html": [("../tutorial.html", "en", "In English")],
        "settings.html": [("index.html", "fi", "Suomeksi")],
        "accessibility/statement.sv.html": [
            ("statement.fi.html", "fi", "Suomeksi"),
            ("statement.en.html", "en", "In English"),
        ],
    }
    assert '<em lang="en">In English: <a href="../tutorial.html">' in pages["fi/alku.html"]
    assert [page for page, text in pages.items() if 'rel="alternate"' in text] == []
    loaded = re.compile(r'<(?:script|img|iframe)[^>]+src="(?:https?:)?//|<link[^>]+href="(?:https?:)?//[^>]+>')
    assert {page: found for page, text in pages.items() if (found := loaded.findall(text))} == {}
