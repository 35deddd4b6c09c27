"""Statements: the owner's own from files, else what the service says of itself."""

from pathlib import Path

import pytest

from lape_qa.language.model import Language
from lape_qa_api import Config
from lape_qa_api.pages.statement_texts import ACCESSIBILITY_FACTS, privacy_facts, statement_texts
from lape_qa_api.pages.statements import owners_statement


def test_without_a_folder_or_a_file_there_is_none(tmp_path: Path) -> None:
    assert owners_statement(None, "tietosuoja", "fi") is None
    assert owners_statement(tmp_path, "tietosuoja", "fi") is None


def test_the_heading_is_the_title_and_the_rest_is_markdown(tmp_path: Path) -> None:
    (tmp_path / "tietosuoja.fi.md").write_text("\ufeff# Meidän seloste\n\nKirjoita **meille**.\n", encoding="utf-8")
    found = owners_statement(tmp_path, "tietosuoja", "fi")
    assert found is not None
    assert (found.title, found.language) == ("Meidän seloste", "fi")
    assert found.body == "<p>Kirjoita <strong>meille</strong>.</p>\n"


def test_html_and_addresses_that_would_run_are_text(tmp_path: Path) -> None:
    (tmp_path / "tietosuoja.sv.md").write_text(
        "<script>alert(1)</script>\n\n[x](javascript:alert(2))", encoding="utf-8"
    )
    found = owners_statement(tmp_path, "tietosuoja", "sv")
    assert found is not None
    assert found.title == ""
    assert found.body == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>[x](javascript:alert(2))</p>\n"


@pytest.mark.parametrize(("asked", "given"), [("fi", "fi"), ("sv", "fi"), ("en", "en")])
def test_where_a_language_is_missing_another_is_shown(tmp_path: Path, asked: Language, given: Language) -> None:
    for language in ("fi", "en"):
        (tmp_path / f"saavutettavuus.{language}.md").write_text(f"# {language}", encoding="utf-8")
    found = owners_statement(tmp_path, "saavutettavuus", asked)
    assert found is not None
    assert (found.title, found.language) == (given, given)


@pytest.mark.parametrize(
    ("config", "facts"),
    [
        (Config(), ("local", "questions", "feedback", "log", "cookies")),
        (Config(llm=True, keep_questions=True), ("llm", "questions_kept", "feedback", "log", "cookies")),
        (Config(unanswered_topics=True), ("local", "questions", "topics", "feedback", "log", "cookies")),
    ],
)
def test_privacy_is_told_as_the_settings_are(config: Config, facts: tuple[str, ...]) -> None:
    assert privacy_facts(config) == facts
    for language in ("fi", "sv", "en"):
        assert set(facts) <= set(statement_texts("tietosuoja", language))


def test_every_language_has_every_word() -> None:
    for statement in ("tietosuoja", "saavutettavuus"):
        words = [list(statement_texts(statement, language)) for language in ("fi", "sv", "en")]
        assert words[0] == words[1] == words[2]
    assert set(ACCESSIBILITY_FACTS) <= set(statement_texts("saavutettavuus", "sv"))
