"""Settings from the environment (`LAPE_QA_…`) or a `.env` file; for the command line, the API and the fitting."""

from pathlib import Path

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from lape_qa.bundled_model import BUNDLED_MODEL
from lape_qa.encoder import ModelChoice
from lape_qa.errors import UsageError
from lape_qa.indexing import Shape
from lape_qa.passages import Chunking
from lape_qa.storage import Keep

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def _corpus() -> Path:
    shipped = _PACKAGE / "shipped_corpus"
    return shipped if shipped.is_dir() else _CHECKOUT / "corpus"


def _index() -> Path:
    in_checkout = (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "index").is_dir()
    return _CHECKOUT / "index" if in_checkout else user_data_path("lape-qa") / "index"


class Settings(BaseSettings):
    """Everything that can be set; the README's table is made from this class."""

    model_config = SettingsConfigDict(env_prefix="LAPE_QA_", env_file=".env", env_file_encoding="utf-8", extra="ignore")

    corpus: Path = Field(
        default_factory=_corpus, description="Folder of source documents; the shipped corpus by default"
    )
    index: Path = Field(default_factory=_index, description="Folder of index generations")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("lape-qa"), description="Where the bundled model is unpacked (0.5 GB)"
    )
    model: str = Field(
        default=BUNDLED_MODEL,
        description="Bundled model, or a folder or locally cached name of a sentence-transformers model",
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
    late: bool = Field(
        default=Shape().late,
        description="Whether the index holds token vectors for late interaction (most of its size)",
    )
    exact_up_to: int = Field(
        default=Shape().exact_up_to,
        ge=0,
        description="Passages up to which vectors are searched exactly, not by a graph",
    )
    host: str = Field(default="127.0.0.1", description="Address that `serve` listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that `serve` listens on")

    def model_choice(self) -> ModelChoice:
        """Return the encoder's part of the settings."""
        return ModelChoice(self.model, self.query_prompt, self.passage_prompt, self.max_tokens)

    def chunking(self) -> Chunking:
        """Return the passages' part of the settings."""
        return Chunking(self.passage_tokens, max(self.passage_tokens, self.passage_max_tokens))

    def shape(self) -> Shape:
        """Return the index's part of the settings."""
        return Shape(self.late, self.exact_up_to)

    def keep(self) -> Keep:
        """Return what a build keeps of earlier ones."""
        return Keep(self.generations, self.version_days)


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
}


def settings_table() -> str:
    """Return the README's Markdown table of settings."""
    rows = ["| variable | default | what it is |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = _DEFAULTS.get(name, "" if field.default is None else f"`{field.default}`")
        rows.append(f"| `LAPE_QA_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"
