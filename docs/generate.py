"""Write the generated parts of the documentation, or check that they are as they should be (`--check`)."""

import ast
import base64
import hashlib
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from benchmarks import language_model, rewordings, scale_curves, tables
from benchmarks.attacks.table import table as attacks_table
from benchmarks.peers.results import stored_table
from docs.packages import licences_table
from lape_qa.answer.plain_text import titled
from lape_qa.cli.app import app
from lape_qa.documents import loading
from lape_qa.evaluation.first_questions import KINDS, read_first_questions
from lape_qa.evaluation.question_set.questions import MEASURED, coverage_table, read_cases
from lape_qa.evaluation.report import FEW, MEASURES, SLICED
from lape_qa.language.packs import PACKS
from lape_qa.settings import settings_table
from lape_qa_api import openapi
from lape_qa_api.security import rights
from lape_qa_api.security.keys import SCOPES

ROOT = Path(__file__).resolve().parent.parent


def commands(group: Typer, *before: str) -> list[tuple[str, ...]]:
    """Return every command of a group, by name."""
    named = [(*before, c.name or c.callback.__name__) for c in group.registered_commands if c.callback]
    for inner in group.registered_groups:
        if inner.typer_instance and inner.name:
            named += [(*before, inner.name), *commands(inner.typer_instance, *before, inner.name)]
    return sorted(named)


def command_help() -> str:
    """Return the help of every command, as a terminal of 100 columns shows it."""
    texts = []
    for command in ((), *commands(app)):
        shown = CliRunner().invoke(
            app, [*command, "--help"], prog_name="lape-qa", env={"COLUMNS": "100", "NO_COLOR": "1"}
        )
        lines = (line.rstrip() for line in shown.output.strip().splitlines())
        texts.append("```console\n$ " + " ".join(["lape-qa", *command, "--help"]) + "\n" + "\n".join(lines) + "\n```\n")
    return "\n".join(texts)


def evaluation_table() -> str:
    """Return the measures over the `test` questions, with their intervals and meanings."""
    run = tables.baseline("test")
    answerable = sum(row["answerable"] for row in run["questions_detail"].values())
    return f"{run['questions']} questions, of which the sources answer {answerable}:\n\n" + table(
        ("measure", "value", "95 % interval", "what it is"),
        [(f"`{name}`", run[name], interval(run, name), meaning) for name, meaning in MEASURES.items()],
    )


def results_table() -> str:
    """Return what a visitor asks first: is it found, is it answered, is it right."""
    test, squad = tables.baseline("test"), tables.baseline("squad-fi-dev")
    rows = [
        ("the right passage is the first", test, "hit@1"),
        ("the right passage is among the first five", test, "hit@5"),
        ("the answer holds every fact asked for", test, "answer_recall"),
        ("it answers when the sources do", test, "answered_when_answerable"),
        ("it does not answer when the sources do not", test, "abstained_when_unanswerable"),
        ("a quote stands word for word in its source", test, "quote_fidelity"),
        ("Finnish SQuAD: the right passage is the first", squad, "recall@1"),
    ]
    return table(
        ("share of the questions", "value", "95 % interval"),
        [(words, run[name], interval(run, name)) for words, run, name in rows],
    )


def routes_table() -> str:
    """Return every address of the HTTP API, what it does, and the scope that a key needs for it."""
    described = openapi.described()["paths"]
    return table(
        ("address", "what it does", "scope"),
        [
            (
                f"`{method.upper()} {path}`",
                operation["summary"],
                scopes_named(rights.needs(method.upper(), path, widget=False)),
            )
            for path, operations in described.items()
            for method, operation in operations.items()
        ],
    )


def rights_table() -> str:
    """Return every address and tool, the scope that it needs, and who is let in by which way."""
    addresses = [(f"`{row.method} {row.path}`".replace(":path", ""), row.needs, row.session) for row in rights.TABLE]
    tools = [
        (f"tool `{tool}`, as `{path}`".replace(":path", ""), rights.tool_needs(tool), False)
        for tool, path in rights.TOOLS.items()
    ]
    return table(
        ("address or tool", "needs", *rights.WAYS),
        [
            (
                what,
                scopes_named(needs),
                *(", ".join(rights.admitted(needs, way, session=session)) or "nobody" for way in rights.WAYS),
            )
            for what, needs, session in addresses + tools
        ],
    )


def callers_table() -> str:
    """Return what each kind of caller may do at most, by the way it comes."""
    return table(
        ("caller", *rights.WAYS),
        [
            (
                kind,
                *(
                    ", ".join(scope for scope in SCOPES if scope in rights.GRANTS[kind][way]) or "nothing"
                    for way in rights.WAYS
                ),
            )
            for kind in rights.KINDS
        ],
    )


def scopes_named(needs: Sequence[str]) -> str:
    """Return the scopes of which one is needed."""
    return " or ".join(needs) or "public"


def shapes() -> str:
    """Return the keys of an answer and of what it is made of, as the API describes them."""
    schemas = openapi.described()["components"]["schemas"]
    return "\n".join(
        f"### {name}\n\n"
        + table(
            ("key", "type", "what it is"),
            [
                (f"`{key}`", json_type(value), value.get("description", ""))
                for key, value in schemas[name]["properties"].items()
            ],
        )
        for name in ("Reply", "Sentence", "Section", "Citation", "Document", "Hit")
    )


def json_type(schema: Mapping[str, Any]) -> str:
    """Return a JSON Schema's type in words: another schema by its name, an array by what it holds."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(json_type(one) for one in schema["anyOf"])
    return f"array of {json_type(schema['items'])}" if schema["type"] == "array" else str(schema["type"])


def slices_table() -> str:
    """Return the main measures of the `test` questions by language and by tag; slices of few questions in italics."""
    run = tables.baseline("test")
    rows = [
        tuple(f"*{shown(value)}*" if part["questions"] < FEW else value for value in (name, *values))
        for group in ("by_lang", "by_tag")
        for name, part in run[group].items()
        for values in [[part[key] for key in ("questions", *SLICED)]]
    ]
    return table(("slice", "questions", *(f"`{name}`" for name in SLICED)), rows)


def first_questions_table() -> str:
    """Return how many of the first questions pass, by kind, in either half, and how much is quoted to the point."""
    rows = tables.baseline("first-questions")["questions_detail"].values()
    lines = [
        (kind, KINDS.get(kind, "all kinds"), *(cell for split in MEASURED for cell in passed(rows, kind, split)))
        for kind in (*KINDS, "all")
    ]
    header = (cell for split in MEASURED for cell in (f"`{split}`: pass", "quotes to the point", "median words"))
    return table(("kind", "what it asks for", *header), lines)


def passed(rows: Iterable[Mapping[str, Any]], kind: str, split: str) -> tuple[str, str, str]:
    """Return how many of a kind pass, the share of the quotes to the point, and the median length of what is said."""
    of = [row for row in rows if row["split"] == split and kind in (row["kind"], "all")]
    words = [row["words"] for row in of if row["outcome"] != "not_found"]
    count = f"{sum(row['passed'] for row in of)} of {len(of)}"
    quoted = sum(row["quoted"] for row in of)
    share = f"{sum(row['to_the_point'] for row in of) / quoted:.2f}" if quoted else "–"
    return count, share, f"{median(words):g}" if words else "–"


EXAMPLES = (
    *("e007", "e033", "e041", "d077", "e071", "e085", "d105", "e105", "q056", "d114", "e109", "e119", "e131"),
    *("d120", "e049", "d101", "e101", "f087", "n179", "q038"),
)
"""First questions of `dev` that are shown with their answers: all kinds and languages, and five that do not pass."""


def examples() -> str:
    """Return what the chosen first questions were answered, those that pass before those that do not."""
    rows = tables.baseline("first-questions")["questions_detail"]
    documents = loading.load([ROOT / "corpus"]).documents
    named = {document.id: titled(document.title, document.digest, "en") for document in documents}
    groups = [("Answers that pass", True), ("Answers that are still poor", False)]
    return "\n".join(
        f"## {heading}\n\n" + "\n".join(transcript(identifier, rows[identifier], named) for identifier in those)
        for heading, passes in groups
        if (those := [identifier for identifier in EXAMPLES if rows[identifier]["passed"] is passes])
    )


def transcript(identifier: str, row: Mapping[str, Any], named: Mapping[str, str]) -> str:
    """Return a question with all that was answered to it, and why that is poor where it is; `named` are the sources."""
    kind = f"`{row['outcome']}`" if row["answered_as"] is None else f"`answered` as `{row['answered_as']}`"
    parts = [f"### {row['question']}", f"`{identifier}`, {row['kind']}: {kind}"]
    if row["failures"]:
        parts.append(f"**Poor:** {'; '.join(row['failures'])}.")
    if row["text"] or not row["quotes"]:
        parts.append(f"*{row['text'] or PACKS[row['lang']].not_found}*")
    for document, quotes in groupby(row["quotes"], key=lambda quote: str(quote["document"])):
        said = "".join(f"> {quote['quote']}\n>\n" for quote in quotes)
        parts.append(f"{said}> – {named[document]} (`{document}`)")
    return "\n\n".join(parts) + "\n"


def originals() -> str:
    """Return what to collect to have the originals of the digests, with what their front matter says of them."""
    entries = []
    for document in loading.load([ROOT / "corpus"]).documents:
        if document.digest and document.url:
            fields = ("title", "publisher", "author", "published", "region", "language")
            said = {name: getattr(document, name) for name in fields if name not in document.inferred}
            values = {"address": document.url, "id": document.id} | {key: value for key, value in said.items() if value}
            lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
            entries.append("  - " + "\n    ".join(lines) + "\n")
    # The mark behind it stands in a comment.
    return "".join(entries) + "# "


def coverage() -> str:
    """Return how many questions the set has of each kind."""
    return coverage_table(read_cases(ROOT / "eval" / "questions.jsonl"))


def kinds_table() -> str:
    """Return how many first questions there are of each kind."""
    asked = read_first_questions(ROOT / "eval" / "first-questions.jsonl")
    counts = Counter((question.kind, question.split) for question in asked)
    return table(
        ("kind", "what it asks for", *MEASURED),
        [(f"`{kind}`", asks, *(counts[kind, split] for split in MEASURED)) for kind, asks in KINDS.items()],
    )


def rewordings_table() -> str:
    """Return how many rewordings of a quote pass the gate, by kind, of the half that the rules were not made with."""
    return rewordings.table([r for r in rewordings.read_rewordings() if r.split == "test"])


def rewordings_held() -> str:
    """Return how many rewordings the set holds, by language and half."""
    found = rewordings.read_rewordings()
    rows = [(lang, split, said) for lang in ("fi", "sv", "en") for split in MEASURED for said in (False, True)]
    counts = Counter((r.lang, r.split, r.said) for r in found)
    header = [f"{split}, {'true' if said else 'false'}" for split in MEASURED for said in (False, True)]
    return table(
        ("language", *header),
        [(lang, *(counts[row] for row in rows if row[0] == lang)) for lang in ("fi", "sv", "en")],
    )


def interval(run: dict[str, Any], name: str) -> str:
    """Return the stored interval of a measure, empty where it has none."""
    ends = run["intervals"].get(name)
    return f"{shown(ends[0])}–{shown(ends[1])}" if ends else ""


def shown(value: object) -> str:
    """Return a cell: three digits, a dash for nothing."""
    return "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table, its numbers to the right."""
    numbers = [any(isinstance(row[column], int | float) for row in rows) for column in range(len(head))]
    lines = [head, ["---:" if right else "---" for right in numbers], *([shown(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def wings() -> str:
    """Return the wings of lape_qa from the bottom up, as import-linter holds them: what each does, and its modules."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    rows = []
    for name in (name for layer in reversed(layers) for name in layer.split(" | ")):
        wing = ROOT / "lape_qa" / name
        file = wing / "__init__.py" if wing.is_dir() else wing.with_suffix(".py")
        purpose = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").partition("\n")[0]
        modules = [
            f"`{module.stem}`{'/' if module.is_dir() else ''}"
            for module in sorted(wing.glob("*"))
            if module.stem != "__init__" and (module.suffix == ".py" or (module / "__init__.py").is_file())
        ]
        rows.append((f"`{name}`{'/' if wing.is_dir() else ''}", purpose, ", ".join(modules)))
    return table(("wing", "what it does", "modules"), rows)


def decisions() -> str:
    """Return the decisions by number, each linked by its title."""
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    titles = [page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for page in pages]
    return "".join(f"1. [{title}]({page.name})\n" for page, title in zip(pages, titles, strict=True))


def benchmark_table() -> str:
    """Return the measures on the Finnish SQuAD passages."""
    run = tables.baseline("squad-fi-dev")
    return f"{run['queries']:,} questions over {run['documents']:,} passages, model {run['model']}:\n\n" + table(
        ("measure", "value", "95 % interval"),
        [(f"`{name}`", run[name], interval(run, name)) for name in run["intervals"]],
    )


def widget_table(part: str) -> str:
    """Return a table of the widget's manifest: its attributes, CSS properties or parts."""
    manifest = json.loads((ROOT / "widget" / "custom-elements.json").read_text(encoding="utf-8"))
    (declared,) = manifest["modules"][0]["declarations"]
    columns = [key for key in ("name", "default", "description") if key in declared[part][0]]
    return table(columns, [[f"`{entry['name']}`", *(entry[key] for key in columns[1:])] for entry in declared[part]])


def widget_tag() -> str:
    """Return the tag that loads the widget, with the checksum of the file as it is now."""
    built = (ROOT / "api" / "lape_qa_api" / "pages" / "static" / "widget" / "lape-qa.js").read_bytes()
    checksum = base64.b64encode(hashlib.sha384(built).digest()).decode()
    return f"""```html
<script type="module" src="https://lape-qa.example.fi/widget/lape-qa.js"
        integrity="sha384-{checksum}" crossorigin="anonymous"></script>
<lape-qa-chat></lape-qa-chat>
```
"""


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "corpus/sources.yaml": {"sources": originals},
    "docs/answers.md": {"language-model": language_model.table, "rewordings": rewordings_table},
    "docs/architecture.md": {"wings": wings},
    "docs/attacks.md": {"attacks": attacks_table},
    "docs/commands.md": {"help": command_help},
    "docs/decisions/index.md": {"decisions": decisions},
    "docs/evaluation.md": {
        "evaluation": evaluation_table,
        "slices": slices_table,
        "first-questions": first_questions_table,
        "benchmark": benchmark_table,
    },
    "docs/examples.md": {"examples": examples},
    "docs/goals.md": {
        "goals": tables.goals,
        "quotes": tables.quotes,
        "held-out": tables.held_out,
        "first-goals": tables.first_goals,
    },
    "docs/http-api.md": {"routes": routes_table, "shapes": shapes},
    "docs/licences.md": {"licences": licences_table},
    "docs/operations.md": {"load": tables.load},
    "docs/peers.md": {"peers": stored_table},
    "docs/reader.md": {
        "reader": tables.reader,
        "risk": tables.risk,
        "changed": tables.changed,
        "collections": tables.collections,
    },
    "docs/retrieval.md": {
        **{name: partial(tables.ablation, name) for name in ("squad", "eval", "context", "size")},
        **{
            "words": tables.words,
            "times": tables.times,
            "encoding": tables.encoding,
            "sizes": tables.sizes,
            "graphs": tables.graphs,
        },
    },
    "docs/scale.md": {"postgres": tables.postgres, "scale": scale_curves.table},
    "eval/README.md": {"coverage": coverage, "kinds": kinds_table, "rewordings": rewordings_held},
    "docs/widget.md": {
        "tag": widget_tag,
        "attributes": lambda: widget_table("attributes"),
        "properties": lambda: widget_table("cssProperties"),
        "parts": lambda: widget_table("cssParts"),
    },
    "docs/security.md": {"rights": rights_table, "callers": callers_table},
    "docs/settings.md": {"settings": settings_table},
    "README.md": {"results": results_table},
}
"""File to the generated parts in it, each between `<!-- NAME -->` and `<!-- end NAME -->`."""

WHOLE: Mapping[str, Callable[[], str]] = {"docs/scale.svg": scale_curves.picture}
"""File to what it is made of as a whole."""


def rendered(file: str) -> str:
    """Return a file's text with its generated parts renewed, or as a whole."""
    if file in WHOLE:
        return WHOLE[file]()
    text = (ROOT / file).read_text(encoding="utf-8")
    for name, generate in PARTS[file].items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
        body = generate()
        text = pattern.sub(lambda match, body=body: match[1] + body + match[2], text)  # type: ignore[misc]
    return text


def main() -> None:
    """Renew every file, or with `--check` exit with 1 when one is out of date."""
    stale = [file for file in (*PARTS, *WHOLE) if rendered(file) != (ROOT / file).read_text(encoding="utf-8")]
    if "--check" in sys.argv:
        sys.exit(f"out of date, run `make docs`: {', '.join(stale)}" if stale else 0)
    for file in stale:
        (ROOT / file).write_text(rendered(file), encoding="utf-8")


if __name__ == "__main__":
    main()
