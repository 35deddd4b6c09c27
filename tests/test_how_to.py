"""The commands of the documentation: those of the guides run, the same in both languages; others have a reason."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from docs.site import BESIDE, counterparts, language
from support.command_line import Ran, Run
from support.console import Typed, typed

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TUTORIAL = DOCS / "fi" / "alku.md"
GUIDES = ["fi/arviointi.md", "fi/kayttoonotto.md"]
"""Those that are run here; their English counterparts tell the same commands, which one run serves."""
FINNISH = sorted(page.relative_to(DOCS).as_posix() for page in (DOCS / "fi").glob("*.md"))

ELSEWHERE = {
    r"(docs/fi/alku|docs/tutorial)\.md .*": "e2e/test_tutorial.py types them",
    r"README\.md make ask .*": "e2e/test_main_job.py asks it",
    r"docs/commands\.md lape-qa .*--help": "docs/generate.py writes what they print",
    r"docs/commands\.md lape-qa (init|index|ask|serve)\b.*": "cli/test_cli_*.py run them",
    r"docs/http-api\.md curl .*": "api/routers/test_editing*.py send the same",
    r"docs/(integrations|fi/ohjelmista)\.md curl .*": "api/test_integrations.py asks it",
    r"docs/installation\.md lape-qa .*": "e2e/test_tutorial.py runs them",
    r"docs/(sources|fi/lahteet)\.md lape-qa collect .*": "cli/test_cli_collect.py collects, from a site of its own",
    r"docs/(fi/seuranta|guides/following)\.md lape-qa eval add .*": "cli/test_cli_eval_add.py; it wants a terminal",
    r"widget/README\.md npm run check .*": "test_widget_build.py",
    r"widget/README\.md npm pack .*": "test_widget_build.py",
    r"docs/(guides/own-collection|fi/oma-aineisto)\.md (lape-qa|ir_measures) .*": "test_evaluation_commands.py",
    r"docs/(scale|fi/tietokanta)\.md (export|lape-qa) .*": "cli/test_cli_postgres.py, e2e/test_encoding_with_ray.py",
    r"docs/(scale|fi/tietokanta)\.md (pip install|ray) .*": "index/test_spreading_with_ray.py has its own cluster",
    # What no test can do.
    r"CONTRIBUTING\.md .*": "sets up what the tests run in, and runs them",
    r"docs/installation\.md (python3 -m venv|pip install|sh|export|PIP_EXTRA_INDEX_URL=).*": "installs",
    r"docs/operations\.md (buildah|docker compose) .*": "fetches images; deploy/test_container_image.py ties them",
    r"docs/operations\.md (helm|kubectl) .*": "needs a cluster; deploy/test_chart.py looks at what Helm rendered",
    r"docs/operations\.md umask .*": "of the shell",
    r"widget/README\.md npm (ci|run build) .*": "installs, or changes the checkout",
    r"docs/(widget|fi/keskustelu)\.md npm install .*": "installs",
    r"docs/reader\.md python -m training\..*": "hours",
    r"benchmarks/peers/README\.md make .*": "installs four other stacks; hours",
}
"""Page and command (a pattern of both) to where else it runs, or why it does not."""


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def pages() -> list[Path]:
    return sorted({*DOCS.rglob("*.md"), *(ROOT / file for file in BESIDE)})


def carried_out(line: Typed, run: Run) -> Ran:
    """Run a command: `lape-qa` in this process, into a file where it says so; anything else by the shell."""
    command, _, into = line.command.partition(" > ")
    if not command.startswith("lape-qa "):
        done = subprocess.run(["bash", "-c", line.command], check=False, capture_output=True, text=True)
        return Ran(done.returncode, done.stdout, done.stderr)
    ran = run(*shlex.split(command)[1:])
    if into:
        Path(into).write_text(ran.out, encoding="utf-8")
        return Ran(ran.status, "", ran.err)
    return ran


@pytest.fixture
def begun(run: Run) -> None:
    """The source and the index that the tutorial leaves, which the guides go on from."""
    for line in typed(TUTORIAL.read_text(encoding="utf-8")):
        if line.command.startswith(("mkdir", "cat", "lape-qa index omat")):
            ran = carried_out(line, run)
            assert (ran.status, line.tells(ran.out)) == (0, True), ran.err
    assert run("index", "omat").status == 0


def read(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def as_typed(page: str) -> list[Typed]:
    """Return a guide's commands, also those that the service's user runs by a script: systemd is not in force here."""
    return typed(read(page).replace("\n# lape-qa-run ", "\n$ lape-qa "))


@pytest.mark.parametrize("page", GUIDES)
def test_a_guide_goes_as_it_says(page: str, begun: None, run: Run) -> None:
    lines = as_typed(page)
    assert lines
    for line in lines:
        ran = carried_out(line, run)
        assert ran.status == 0, f"{line.command}\n{ran.err}"
        assert not line.shown or line.tells(ran.out), f"{line.command}\n{ran.out}"


def in_english(page: str) -> str:
    return counterparts(read(page), page)["en"]


@pytest.mark.parametrize("page", ["index.md", *FINNISH])
def test_a_page_in_finnish_leads_to_its_english_one_and_back(page: str) -> None:
    english = in_english(page)
    assert language(english) == "en"
    assert counterparts(read(english), english)["fi"] == page


@pytest.mark.parametrize("page", FINNISH)
def test_a_guide_has_the_same_commands_in_both_languages(page: str) -> None:
    finnish, english = (typed(read(each).replace("\n# ", "\n$ ")) for each in (page, in_english(page)))
    assert english == finnish


def test_no_page_has_the_english_one_of_another() -> None:
    assert len({in_english(page) for page in FINNISH}) == len(FINNISH) == 13
    assert sum(bool(as_typed(page)) for page in FINNISH) == 9


def test_every_command_is_run_or_says_why_not() -> None:
    guides = {f"docs/{page}" for guide in GUIDES for page in (guide, in_english(guide))}
    commands = [
        f"{name(page)} {line.command}"
        for page in pages()
        if name(page) not in guides
        for line in typed(page.read_text(encoding="utf-8"))
    ]
    assert len(commands) > 60
    assert [command for command in commands if not any(re.fullmatch(it, command, re.DOTALL) for it in ELSEWHERE)] == []
    assert [it for it in ELSEWHERE if not any(re.fullmatch(it, command, re.DOTALL) for command in commands)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```console\n$ a\n```\n", [Typed("a", "")]),
        ("x\n\n```console\n$ a --b\nyksi\n\nkaksi\n$ c\n```\n", [Typed("a --b", "yksi\n\nkaksi"), Typed("c", "")]),
        ("1. x\n\n    ```console\n    $ a\n    b\n    ```\n", [Typed("a", "    b")]),
        ("```console\n$ cat > f <<'E'\n$ a\nb\nE\n$ c\n```\n", [Typed("cat > f <<'E'\n$ a\nb\nE", ""), Typed("c", "")]),
        ("```console\n$ a \\\n    b\nc\n```\n", [Typed("a \\\n    b", "c")]),
        ("```console\n# systemctl start x\n```\n```python\n$ a\n```\n", []),
    ],
)  # fmt: skip
def test_commands_are_read_off_a_page(text: str, expected: list[Typed]) -> None:
    assert typed(text) == expected


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        ("yksi kaksi", "yksi\nkaksi\n", True),
        ("yksi", "yksi kaksi", False),
        ("yksi …", "yksi kaksi", True),
        ("yksi\n…", "yksi", True),
        ("yksi, …", "yksi; kaksi", False),
        ("", "", True),
        ("", "yksi", False),
        ("a.c", "abc", False),
    ],
)
def test_what_is_shown_is_compared_but_for_its_lines(shown: str, printed: str, expected: bool) -> None:
    assert Typed("x", shown).tells(printed) is expected
