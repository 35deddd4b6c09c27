"""The routes of the API as its page shows them: each with a request in three tongues and what comes back; pure."""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pprint import pformat
from typing import Any
from urllib.parse import quote, urlencode

HOST = "https://lape-qa.example.fi"
"""Where the service of the examples is."""
_FILE = {"title": "Perhekeskus Oulussa", "published": "2019"}
"""Fields that come with a file in the examples."""
_WIDTH = 76


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it is made in the examples."""

    method: str
    address: str
    is_open: bool
    """Whether no key is needed."""
    body: Any = None
    """As JSON."""
    file: str = ""
    """Name of a file that is sent."""


@dataclass(frozen=True, slots=True)
class Route:
    """A route: what it does, how it is called, and what it answers."""

    method: str
    path: str
    tag: str
    summary: str
    description: str
    scopes: tuple[str, ...]
    """Of which a key needs one; none where everyone may."""
    curl: str
    python: str
    javascript: str
    status: str
    said: str
    """What the response is, in words."""
    media: str
    """Empty where the response has no body."""
    response: str
    problems: tuple[str, ...]
    """Statuses of the problems that it may answer with."""

    @property
    def anchor(self) -> str:
        """The name of its place in the page."""
        words = self.path.replace("{", "").replace("}", "").strip("/").replace("/", "-")
        return f"{self.method.lower()}-{words}"


def routes(described: Mapping[str, Any], scopes_of: Mapping[tuple[str, str], tuple[str, ...]]) -> list[Route]:
    """Return every route of an OpenAPI description, in its order; `scopes_of`: scopes by method and path."""
    return [
        _route(described, method.upper(), path, operation, scopes_of[method.upper(), path])
        for path, item in described["paths"].items()
        for method, operation in item.items()
    ]


def _route(
    described: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any], scopes: tuple[str, ...]
) -> Route:
    status, answered = next((s, r) for s, r in operation["responses"].items() if s < "300")
    media, content = next(iter(answered.get("content", {}).items()), ("", {}))
    call = _call(described, method, path, operation, not scopes)
    return Route(
        method,
        path,
        operation["tags"][0],
        operation["summary"],
        operation.get("description", ""),
        scopes,
        curl(call),
        python(call, media),
        javascript(call, media),
        status,
        answered["description"],
        media,
        _shown(_example(described, content)),
        tuple(s for s in operation["responses"] if s >= "400"),
    )


def _call(described: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any], is_open: bool) -> Call:
    address = path
    asked: dict[str, Any] = {}
    for parameter in operation.get("parameters", ()):
        examples = parameter.get("examples") or parameter["schema"].get("examples")
        if parameter["in"] == "path":
            address = address.replace(f"{{{parameter['name']}}}", quote(examples[0], safe=""))
        elif examples:
            asked[parameter["name"]] = examples[0]
    address = f"{HOST}{address}" + (f"?{urlencode(asked)}" if asked else "")
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return Call(method, address, is_open, file="oulu-2019.pdf")
    body = _example(described, content["application/json"]) if content else None
    return Call(method, address, is_open, body)


def _example(described: Mapping[str, Any], content: Mapping[str, Any]) -> Any:
    """Return the first example of a request or a response, or that of the schema it has; None for no content."""
    if "example" in content:
        return content["example"]
    if "examples" in content:
        return next(iter(content["examples"].values()))["value"]
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    if not name:
        return None
    return _ordered(described, content["schema"], described["components"]["schemas"][name]["examples"][0])


def _ordered(described: Mapping[str, Any], schema: Mapping[str, Any], value: Any) -> Any:
    """Return an example with its members in the order of the schema: in a description they stand by the alphabet."""
    schema = next((part for part in schema.get("anyOf", ()) if part.get("type") != "null"), schema)
    if name := schema.get("$ref", "").rpartition("/")[2]:
        schema = described["components"]["schemas"][name]
    if isinstance(value, list):
        return [_ordered(described, schema.get("items", {}), item) for item in value]
    if not isinstance(value, dict):
        return value
    known = schema.get("properties", {})
    names = [*(name for name in known if name in value), *(name for name in value if name not in known)]
    return {name: _ordered(described, known.get(name, {}), value[name]) for name in names}


def _shown(example: Any) -> str:
    if example is None or isinstance(example, str):
        return (example or "").strip()
    return json.dumps(example, ensure_ascii=False, indent=2)


# ---- a request in three tongues ----------------------------------------------------------------------------


def curl(call: Call) -> str:
    """Return a request as a command of a shell."""
    parts = [f"curl {shlex.quote(call.address)}"]
    if call.method not in ("GET", "POST") or (call.method == "POST" and call.body is None and not call.file):
        parts[0] = f"curl -X {call.method} {shlex.quote(call.address)}"
    if not call.is_open:
        parts.append('-H "Authorization: Bearer $LAPE_QA_KEY"')
    if call.body is not None:
        parts.append(f"--json {shlex.quote(json.dumps(call.body, ensure_ascii=False))}")
    if call.file:
        parts += [f"-F file=@{call.file}", *(f"-F {shlex.quote(f'{name}={value}')}" for name, value in _FILE.items())]
    return " \\\n  ".join(parts)


def python(call: Call, media: str) -> str:
    """Return a request as a program in Python, with the package `requests`."""
    return "\n".join(_python(call, media))


def _python(call: Call, media: str) -> Iterator[str]:
    if not call.is_open:
        yield "import os"
        yield ""
    yield "import requests"
    yield ""
    yield f"response = requests.{call.method.lower()}("
    yield f'    "{call.address}",'
    if not call.is_open:
        yield """    headers={"Authorization": f"Bearer {os.environ['LAPE_QA_KEY']}"},"""
    if call.body is not None:
        lines = pformat(call.body, width=_WIDTH, sort_dicts=False).splitlines()
        yield "    json=" + "\n         ".join(lines) + ","
    if call.file:
        yield f'    files={{"file": open("{call.file}", "rb")}},'
        yield f"    data={_FILE},"
    yield "    timeout=30,"
    yield ")"
    yield "response.raise_for_status()"
    if media:
        yield f"print(response.{'json()' if media == 'application/json' else 'text'})"


def javascript(call: Call, media: str) -> str:
    """Return a request as a module in JavaScript, for a browser or for Node."""
    return "\n".join(_javascript(call, media))


def _javascript(call: Call, media: str) -> Iterator[str]:
    headers = {} if call.is_open else {"Authorization": "`Bearer ${key}`"}
    if call.file:
        yield "const form = new FormData();"
        yield f'form.append("file", file, "{call.file}");'
        yield from (f"form.append({json.dumps(name)}, {json.dumps(value)});" for name, value in _FILE.items())
    if call.body is not None:
        headers["Content-Type"] = '"application/json"'
    yield f"const response = await fetch({json.dumps(call.address)}, {{"
    if call.method != "GET":
        yield f'  method: "{call.method}",'
    if headers:
        yield "  headers: { " + ", ".join(f'"{name}": {value}' for name, value in headers.items()) + " },"
    if call.body is not None:
        lines = json.dumps(call.body, ensure_ascii=False, indent=2).splitlines()
        yield "  body: JSON.stringify(" + "\n  ".join(lines) + "),"
    if call.file:
        yield "  body: form,"
    yield "});"
    yield "if (!response.ok) throw new Error((await response.json()).detail);"
    if media:
        yield f"console.log(await response.{'json' if media == 'application/json' else 'text'}());"
