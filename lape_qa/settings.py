"""Settings from the environment (`LAPE_QA_…`) or a `.env` file; for the command line, the API and the fitting."""

import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from lape_qa.answer.llm_client import LlmServer
from lape_qa.documents.chunking import Chunking
from lape_qa.documents.membership import groups_in
from lape_qa.encoding.bundled_e5 import BUNDLED_MODEL
from lape_qa.encoding.choice import ModelChoice
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import UsageError
from lape_qa.index.model import Keep
from lape_qa.index.ports import Generations
from lape_qa.index.recipe import IndexRecipe, Shape
from lape_qa.index.stores import Place, is_database, open_store

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def _corpus() -> Path:
    shipped = _PACKAGE / "shipped_corpus"
    return shipped if shipped.is_dir() else _CHECKOUT / "corpus"


def _index() -> Path:
    in_checkout = (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "index").is_dir()
    return _CHECKOUT / "index" if in_checkout else user_data_path("lape-qa") / "index"


def _listed(value: object) -> object:
    return tuple(filter(None, (part.strip() for part in value.split(",")))) if isinstance(value, str) else value


def _networks(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        ip_network(value)
    return values


def _origins(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not re.fullmatch(r"https?://[a-z0-9.\-\[\]:]+", value):
            raise ValueError(f"{value!r} is no origin: write it like https://intra.example.fi, without a path")
    return values


def _headers(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not re.fullmatch(r"\*|[A-Za-z0-9_-]+", value):
            raise ValueError(f"{value!r} is no name of a header: write it like traceparent, or * for any")
    return values


def _hosts(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not re.fullmatch(r"[a-z0-9]([a-z0-9.\-]*[a-z0-9])?", value):
            raise ValueError(f"{value!r} is no host name: write it like lape.example.fi, without a port or https://")
    return values


def _group_map(value: object) -> object:
    if not isinstance(value, dict):
        raise ValueError('is no map: write it like {"LAPE-johto": "johto, talous"}')
    groups = {}
    for name, those in value.items():
        try:
            groups[name.strip()] = groups_in(those)
        except (ValueError, AttributeError) as error:
            raise ValueError(f"{name!r} has {those!r}, which names no groups: write names with commas") from error
        if not name.strip() or "," in name:
            raise ValueError(f"{name!r} is no name that a header with commas can hold")
    return groups


def _root(value: str) -> str:
    if is_root_path(value.rstrip("/")):
        return value.rstrip("/")
    raise ValueError("is no path: write it like /lape")


def _picture(path: Path) -> Path:
    if path.suffix.lower() not in LOGOS or not path.is_file():
        raise ValueError(f"is no picture: name a file that is there and ends in {', '.join(LOGOS)}")
    return path


def _statements(folder: Path) -> Path:
    if not folder.is_dir():
        raise ValueError("is no folder")
    unknown = sorted(file.name for file in folder.glob("*.md") if file.name not in STATEMENTS)
    if unknown:
        raise ValueError(f"holds {unknown[0]}, which is no statement: a file is called one of {', '.join(STATEMENTS)}")
    return folder


def _bare(url: HttpUrl) -> HttpUrl:
    if url.query is not None or url.fragment is not None:
        raise ValueError("has more than a path: write it like http://127.0.0.1:11434/v1")
    return url


def is_root_path(path: str) -> bool:
    """Tell whether a service can be put below a path: `/lape` or `/a/b`, or nothing at all."""
    parts = path.split("/")[1:]
    return re.fullmatch(r"(/[A-Za-z0-9._~-]+)*", path) is not None and not {".", ".."} & set(parts)


LOGOS = (".svg", ".png", ".webp", ".jpg", ".jpeg")
"""Endings of files that may be a logo."""
STATEMENTS = tuple(
    f"{statement}.{language}.md" for statement in ("tietosuoja", "saavutettavuus") for language in ("fi", "sv", "en")
)
"""Files in which an owner may word its own statements of privacy and accessibility."""

_List = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """Everything that can be set; docs/settings.md is made from this class."""

    model_config = SettingsConfigDict(env_prefix="LAPE_QA_", env_file=".env", env_file_encoding="utf-8", extra="ignore")

    corpus: Path = Field(
        default_factory=_corpus,
        description="Folder of source documents, which editors may change if it is set; the shipped corpus by default",
    )
    index: Path = Field(default_factory=_index, description="Folder of index generations")
    store: SecretStr | None = Field(
        default=None,
        description="Database of PostgreSQL that keeps the index in place of that folder "
        "(`postgresql://user:password@host/database`, see [scale](scale.md)); none by default",
    )
    cache: Path = Field(
        default_factory=lambda: user_cache_path("lape-qa"),
        description="Where the bundled model is unpacked, and its graphs are made (0.6 GB)",
    )
    model: str = Field(
        default=BUNDLED_MODEL,
        description="Bundled model, or folder or locally cached name of a sentence-transformers model (extra `torch`)",
    )
    reader: bool = Field(
        default=True,
        description="Whether the best sentences are read with the question by the bundled reader; "
        "`off` answers from retrieval alone, faster and less well",
    )
    ocr: bool = Field(
        default=False,
        description="Whether text in pictures of pages is recognised wherever sources are read (`index`, `erase`, "
        "editors' changes); Tesseract must be installed",
    )
    query_prompt: str | None = Field(
        default=None, description="Text put before a question when it is encoded; the model's own by default"
    )
    passage_prompt: str | None = Field(
        default=None, description="Text put before a passage when it is encoded; the model's own by default"
    )
    max_tokens: int | None = Field(
        default=None, ge=8, description="Longest input of the model in its own tokens; the model's own by default"
    )
    passage_tokens: int = Field(
        default=Chunking().target,
        ge=20,
        description="Tokens (cl100k_base) up to which sentences are gathered into a passage",
    )
    passage_max_tokens: int = Field(
        default=Chunking().maximum, ge=20, description="Tokens (cl100k_base) that no passage exceeds"
    )
    generations: int = Field(
        default=Keep().generations, ge=1, description="Index generations that are kept, the one in use included"
    )
    version_days: int = Field(
        default=Keep().version_days,
        ge=0,
        description="Days that an old document version stays readable once no generation holds it; 0 keeps none",
    )
    originals: bool = Field(
        default=Keep().originals,
        description="Whether the index keeps the PDFs of its documents, so that a quote is shown on its page; "
        "`off` removes those that were kept",
    )
    late: bool = Field(
        default=Shape().late,
        description="Whether the index holds token vectors for late interaction (most of its size)",
    )
    exact_up_to: int = Field(
        default=Shape().exact_up_to,
        ge=0,
        description="Passages up to which vectors are searched exactly, not by a graph",
    )
    llm_url: Annotated[HttpUrl, AfterValidator(_bare)] | None = Field(
        default=None,
        description="OpenAI-compatible server that words answers anew (`http://127.0.0.1:11434/v1`); none by default",
    )
    llm_model: str | None = Field(default=None, min_length=1, description="Name of the model asked of that server")
    llm_key: SecretStr | None = Field(default=None, description="Key sent to that server, if it wants one")
    llm_timeout: float = Field(
        default=8,
        gt=0,
        le=600,
        description="Seconds for that server's whole reply; what has not passed by then goes without it",
    )
    host: str = Field(default="127.0.0.1", description="Address that `serve` listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that `serve` listens on")
    workers: int = Field(
        default=1, ge=1, description="Processes that `serve` answers with; each holds the index in its memory"
    )
    threads: int = Field(
        default=2, ge=1, description="Questions that one process works on at the same time, each on one core"
    )
    queue: int = Field(default=32, ge=0, description="Questions that may wait in one process; more get 503")
    timeout: float = Field(default=10, gt=0, description="Seconds that a request may take to arrive, and an answer")
    state: Path = Field(
        default_factory=lambda: user_data_path("lape-qa") / "state",
        description="Folder of API keys, feedback and counts of unanswered topics",
    )
    open: bool = Field(default=False, description="Let everyone who reaches the service ask and read, without a key")
    trusted_proxies: Annotated[_List, AfterValidator(_networks)] = Field(
        default=(), description="Addresses or networks of proxies whose `X-Forwarded-…` headers are believed, by comma"
    )
    user_header: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9-]*$",
        description="Header in which a trusted proxy names who has signed in; such requests need no key",
    )
    groups_header: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9-]*$",
        description="Header in which a trusted proxy names the groups of who has signed in, by comma",
    )
    group_map: Annotated[Mapping[str, tuple[str, ...]], BeforeValidator(_group_map)] = Field(
        default={},
        description="Which groups of documents are open to each of those, as JSON: "
        '`{"LAPE-johto": "johto, talous"}`; a group that is missing opens nothing',
    )
    origins: Annotated[_List, AfterValidator(_origins)] = Field(
        default=(), description="Origins of the web pages that may hold the chat widget, by comma"
    )
    origin_headers: Annotated[_List, AfterValidator(_headers)] = Field(
        default=("*",),
        description="Names of the headers that those pages may add to what they ask (`traceparent`, as monitoring "
        "scripts do), by comma; `*`: any",
    )
    hosts: Annotated[_List, AfterValidator(_hosts)] = Field(
        default=(),
        description="Public names that the service answers to, by comma (`lape.example.fi`); by default to all. "
        "Addresses and names without a dot always count",
    )
    root_path: Annotated[str, AfterValidator(_root)] = Field(
        default="",
        description="Path below which a proxy serves it, for links and cookies (`/lape`); `X-Forwarded-Prefix` of a "
        "trusted proxy is believed before it",
    )
    connections: int = Field(
        default=1000,
        ge=4,
        description="Connections that one process keeps at once; a quarter of them from one address (an IPv6 /64), "
        "half from an IPv6 /48, all from a trusted proxy. Fewer where the system allows fewer open files",
    )
    rate: int = Field(
        default=120, ge=0, description="Requests a minute for each key or address; 0 for no limit; none on loopback"
    )
    keep_questions: bool = Field(default=False, description="Keep each question's text, for feedback to name it")
    unanswered_topics: bool = Field(
        default=False,
        description="Count the search terms of unanswered questions, those that the sources or the glossary have",
    )
    topic_minimum: int = Field(
        default=5,
        ge=5,
        description="Different callers that must ask for a term within a week before it is written down and shown",
    )
    private_hosts: Annotated[_List, AfterValidator(_hosts)] = Field(
        default=(),
        description="Hosts that editors may add pages from though their addresses are private, by comma "
        "(`intra.example.fi,10.0.0.7`)",
    )
    retention_days: int = Field(default=90, ge=1, description="Days until feedback, questions and counts are deleted")
    suggestions: Mapping[Literal["fi", "sv", "en"], list[str]] | None = Field(
        default=None,
        description='Questions that the widget suggests, as JSON: `{"fi": ["…"]}`; the widget\'s own by default',
    )
    contact: Mapping[Literal["name", "url", "email"], str] | None = Field(
        default=None, description='Whom the widget names for help, as JSON: `{"name": "…", "email": "…"}`'
    )
    owner: str = Field(default="", max_length=100, description="Who offers the service; named at the head of its pages")
    owner_url: HttpUrl | None = Field(default=None, description="The owner's own site, which its name leads to")
    owner_logo: Annotated[Path, AfterValidator(_picture)] | None = Field(
        default=None, description="Picture shown beside the owner's name, in place of the service's own (SVG, PNG, …)"
    )
    statements: Annotated[Path, AfterValidator(_statements)] | None = Field(
        default=None,
        description="Folder of the owner's own statements in Markdown (`tietosuoja.fi.md`, `saavutettavuus.sv.md`, …); "
        "where one is missing, the service words it from the settings",
    )
    tracing: bool = Field(
        default=False, description="Send OpenTelemetry traces; where to is said by the standard `OTEL_…` variables"
    )

    def model_choice(self) -> ModelChoice:
        """Return the encoder's part of the settings."""
        return ModelChoice(self.model, self.query_prompt, self.passage_prompt, self.max_tokens)

    def chunking(self) -> Chunking:
        """Return the passages' part of the settings."""
        return Chunking(self.passage_tokens, max(self.passage_tokens, self.passage_max_tokens))

    def recipe(self, encoder: Encoder) -> IndexRecipe:
        """Return how an index is to be built."""
        return IndexRecipe(encoder, self.chunking(), Shape(self.late, self.exact_up_to))

    def llm(self) -> LlmServer | None:
        """Return the language model's server, None when none is set; UsageError when it is set by half."""
        if self.llm_url is None:
            return None
        if self.llm_model is None:
            raise UsageError("LAPE_QA_LLM_URL is set, but not which model to ask: set LAPE_QA_LLM_MODEL")
        key = self.llm_key.get_secret_value() if self.llm_key else ""
        if not re.fullmatch(r"[!-~]*", key):
            raise UsageError("LAPE_QA_LLM_KEY holds a space or a sign that no HTTP header can carry: copy it anew")
        return LlmServer(str(self.llm_url), self.llm_model, key, self.llm_timeout)

    @property
    def place(self) -> Place:
        """Where the index is kept: the database that is set, else the folder; UsageError when it is no database."""
        address = self.store.get_secret_value() if self.store else ""
        if address and not is_database(address):
            # Never the value itself: it may hold a password.
            raise UsageError("LAPE_QA_STORE is no address of a database: write it like postgresql://user@host/database")
        return address or self.index

    def generations_at(self, index: Path | None = None) -> Generations:
        """Return what keeps the index in a folder, by default where the settings say; errors as for `place`."""
        # A question holds a connection while it is worked on; what is read beside questions needs one too.
        return open_store(index or self.place, self.cache, self.threads + 2)

    def keep(self) -> Keep:
        """Return what a build keeps of earlier ones."""
        return Keep(self.generations, self.version_days, self.originals)


def load_settings() -> Settings:
    """Read the settings; UsageError names the first variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        variable = f"LAPE_QA_{'_'.join(map(str, first['loc'])).upper()}"
        raise UsageError(f"the setting {variable}={first['input']!r} is wrong: {first['msg']}") from error


_DEFAULTS = {
    "corpus": "the shipped `corpus/`",
    "index": "`index/` of a checkout, else the user's data folder",
    "cache": "the user's cache folder",
    "state": "the user's data folder",
}


def settings_table() -> str:
    """Return the Markdown table of settings."""
    rows = ["| variable | default | what it is |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = _DEFAULTS.get(name, "" if field.default in (None, "", (), {}) else f"`{field.default}`")
        rows.append(f"| `LAPE_QA_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"
