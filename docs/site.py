"""Hooks of mkdocs.yml: the README files beside the code become pages, links fit the site, a page says its language."""

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

BESIDE = {
    "README.md": "readme.md",
    "CHANGELOG.md": "changes.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "report-a-weakness.md",
    "benchmarks/peers/README.md": "peers-setup.md",
    "corpus/README.md": "corpus.md",
    "eval/README.md": "question-set.md",
    "index/README.md": "index-folder.md",
    "integrations/README.md": "integration-packages.md",
    "integrations/client/README.md": "python-client.md",
    "integrations/haystack/README.md": "haystack.md",
    "integrations/langchain/README.md": "langchain.md",
    "integrations/llama-index/README.md": "llama-index.md",
    "widget/README.md": "widget-sources.md",
}
"""File of the repository to the page that it becomes."""
_SOURCES = {page: file for file, page in BESIDE.items()}
_LINK = re.compile(r"\[([^\]]+)\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?\)")
_LANGUAGE = re.compile(r"(?:^|\.)(fi|sv)[/.]")
_FRONT = "index.md"
"""The page that the site opens with, in Finnish."""


def linked(text: str, page: str) -> str:
    """Return a page's Markdown with links between pages; one that leads to any other file becomes its text."""
    source = _SOURCES.get(page, f"docs/{page}")

    def fitted(match: re.Match[str]) -> str:
        file = posixpath.normpath(posixpath.join(posixpath.dirname(source), match[2]))
        inside = file.removeprefix("docs/") if file.startswith("docs/") and file.endswith(".md") else None
        target = BESIDE.get(file, inside)
        if target is None:
            return match[1]
        return f"[{match[1]}]({posixpath.relpath(target, posixpath.dirname(page))}{match[3] or ''})"

    return _LINK.sub(fitted, text)


def language(page: str) -> str:
    """Return the language of a page, which its folder or name tells (`fi/index.md`, `statement.sv.md`)."""
    if page == _FRONT:
        return "fi"
    named = _LANGUAGE.search(page)
    return named[1] if named else "en"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files beside the code as pages."""
    root = Path(config.config_file_path).parent
    for file, page in BESIDE.items():
        files.append(File.generated(config, page, content=(root / file).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Make a page's links fit the site."""
    return linked(markdown, page.file.src_uri)


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:  # noqa: ARG001
    """Let the theme speak a page's language and say so in its markup: screen readers choose their voice by it."""
    config.theme["language"] = language(page.file.src_uri)
