"""Writes the client's models from the OpenAPI description of the service.

`python -m lape_qa_api.openapi | python -m integrations.client.generate` renews `lape_qa_client/models.py`.
"""

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

MODELS = Path(__file__).parent / "src" / "lape_qa_client" / "models.py"
SENT = ("Question",)
RECEIVED = ("Reply", "SearchResult", "DocumentList", "DocumentDetail", "Verification", "Readiness")
"""The schemas that the client's calls send and receive; what these hold comes along."""

Schema = Mapping[str, Any]

_WIDTH = 120
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_HEAD = '''\
"""What is sent and received; made from the service's OpenAPI description by `make client`, not by hand."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Unchangeable; what a newer service adds is left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Sent(Model):
    """What is asked: nothing of it is left aside."""

    model_config = ConfigDict(extra="forbid")
'''


def generated(description: Schema) -> str:
    """Return the module of models for an OpenAPI description, each after those that it holds; ruff lays it out."""
    schemas = description["components"]["schemas"]
    bases = {name: "Sent" for root in SENT for name in _with_what_it_holds(root, schemas)}
    bases = {name: "Model" for root in RECEIVED for name in _with_what_it_holds(root, schemas)} | bases
    order = dict.fromkeys(name for root in SENT + RECEIVED for name in _with_what_it_holds(root, schemas))
    classes = (f"\n\nclass {name}({bases[name]}):\n{_indented(_body(schemas[name]))}" for name in order)
    ruff = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(MODELS), "-"]
    made = subprocess.run(ruff, input=_HEAD + "".join(classes), capture_output=True, text=True, check=True)  # noqa: S603
    return made.stdout


def _with_what_it_holds(name: str, schemas: Schema) -> Iterator[str]:
    """Yield a schema behind those that it holds; one may come several times."""
    for held in _references(schemas[name]):
        yield from _with_what_it_holds(held, schemas)
    yield name


def _references(schema: object) -> Iterator[str]:
    if isinstance(schema, Mapping):
        if isinstance(schema.get("$ref"), str):
            yield _name(schema)
        for part in schema.values():
            yield from _references(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _references(part)


def _name(reference: Schema) -> str:
    name: str = reference["$ref"].rpartition("/")[2]
    return name


def _body(schema: Schema) -> str:
    required = schema.get("required", ())
    fields = "".join(_field(name, field, name in required) for name, field in schema["properties"].items())
    return f"{_docstring(schema['description'])}\n{fields}"


def _field(name: str, schema: Schema, required: bool) -> str:
    kind = _type(schema)
    default = ""
    if not required:
        default = f" = {_default(schema)}"
        kind = kind if default != " = None" or kind.endswith("None") else f"{kind} | None"
    said = schema.get("description", "")
    return f"{name}: {kind}{default}\n" + (_docstring(said) if said else "")


def _default(schema: Schema) -> str:
    match schema:
        case {"$ref": _, "default": Mapping()}:
            return f"{_name(schema)}()"
        case {"default": []}:
            return "()"
        case {"default": str(text)}:
            return json.dumps(text)
    return "None"


def _type(schema: Schema) -> str:
    """Return the type of a schema; ValueError for one that no model of the service has had so far."""
    match schema:
        case {"$ref": _}:
            return _name(schema)
        case {"anyOf": either}:
            return " | ".join(map(_type, either))
        case {"enum": values}:
            return f"Literal[{', '.join(map(json.dumps, values))}]"
        case {"const": value}:
            return f"Literal[{value if isinstance(value, bool) else json.dumps(value)}]"
        case {"type": "array", "items": items, "minItems": least, "maxItems": most} if least == most:
            return f"tuple[{', '.join([_type(items)] * most)}]"
        case {"type": "array", "items": items}:
            return f"tuple[{_type(items)}, ...]"
        case {"type": "object", "additionalProperties": Mapping() as values}:
            return f"dict[str, {_type(values)}]"
        case {"type": str(plain)} if plain in _PLAIN:
            return _PLAIN[plain]
    raise ValueError(f"no type of Python is known for {dict(schema)}")


def _docstring(text: str) -> str:
    """Return a docstring of lines that fit behind four blanks."""
    if len(text) + 10 <= _WIDTH:
        return f'"""{text}"""\n'
    return '"""' + "\n".join(textwrap.wrap(text, _WIDTH - 8, break_on_hyphens=False)) + '\n"""\n'


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ")


if __name__ == "__main__":
    MODELS.write_text(generated(json.load(sys.stdin)), encoding="utf-8")
