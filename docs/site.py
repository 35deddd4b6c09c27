"""Hooks of mkdocs.yml: the README files beside the code become pages, links fit, a page tells its languages."""

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
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?\)")
_LANGUAGE = re.compile(r"(?:^|\.)(fi|sv)[/.]")
NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}
"""What a page that has this one in another language calls it; those of `NAME.fi.md` are all there are in Swedish."""
FRONTS = {"fi": "index.md", "en": "guides/index.md"}
"""The page that each language begins with; the site opens with the first."""
_OTHER = re.compile(rf"^\*(?:{'|'.join(NAMES.values())}): \[[^\]]+\]\(([^)#]+)\)\.\*$", re.MULTILINE)
_SAID = re.compile(rf"<em>(?=({'|'.join(NAMES.values())}): <a )")
_IN_HEAD = re.compile(r'<link rel="alternate" [^>]*hreflang=[^>]*>')


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
    if page == FRONTS["fi"]:
        return "fi"
    named = _LANGUAGE.search(page)
    return named[1] if named else "en"


def counterparts(text: str, page: str) -> dict[str, str]:
    """Return a page's counterparts by language, as its line or its name tells them; else where the language begins."""
    own = language(page)
    beside = {other: page.replace(f".{own}.md", f".{other}.md") for other in NAMES if f".{own}.md" in page}
    found = [posixpath.normpath(posixpath.join(posixpath.dirname(page), link)) for link in _OTHER.findall(text)]
    all_of_them = FRONTS | beside | {language(other): other for other in found}
    return {other: target for other, target in all_of_them.items() if other != own}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files beside the code as pages."""
    root = Path(config.config_file_path).parent
    for file, page in BESIDE.items():
        files.append(File.generated(config, page, content=(root / file).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Make a page's links fit the site."""
    return linked(markdown, page.file.src_uri)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Say the language of the line that leads to a page's counterpart."""
    of = {name: each for each, name in NAMES.items()}
    return _SAID.sub(lambda match: f'<em lang="{of[match[1]]}">', html)


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:  # noqa: ARG001
    """Let the theme speak a page's language, say so in the markup for screen readers, and offer its counterparts."""
    config.theme["language"] = language(page.file.src_uri)
    config.extra["alternate"] = [
        {"name": NAMES[other], "lang": other, "link": target.removesuffix(".md") + ".html"}
        for other, target in counterparts(page.markdown or "", page.file.src_uri).items()
    ]


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG001
    """Leave counterparts to the menu: for a link in the head the theme's script asks for a site map beside it."""
    return _IN_HEAD.sub("", output)
