"""What the service was told: who may use it, how much at once, and what it keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from lape_qa.documents.recognition import Recognise
from lape_qa.indexing import recogniser
from lape_qa.language.model import Language
from lape_qa.settings import Settings

_CONTACT: tuple[Literal["name", "url", "email"], ...] = ("name", "url", "email")


@dataclass(frozen=True, slots=True)
class Owner:
    """Who offers the service, as its pages name them."""

    name: str = ""
    url: str = ""
    logo: Path | None = None
    statements: Path | None = None
    """Folder of statements that the owner has worded."""


@dataclass(frozen=True, slots=True)
class Config:
    """The service's part of the settings; the defaults keep nothing on disk and suit a service on loopback."""

    exposed: bool = False
    """Can other machines reach it?"""
    open: bool = False
    """May everyone who reaches it ask and read?"""
    trusted_proxies: tuple[str, ...] = ()
    user_header: str = ""
    groups_header: str = ""
    """Header in which a trusted proxy names the groups of who has signed in, by comma."""
    group_map: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Groups of documents that are open to each of these; what is missing here opens nothing."""
    origins: tuple[str, ...] = ()
    origin_headers: tuple[str, ...] = ("*",)
    """Headers that pages of these origins may add to their requests; `*`: any."""
    hosts: tuple[str, ...] = ()
    """Public names that it answers to; none: to all."""
    root_path: str = ""
    """Path below which a proxy serves it, where the proxy does not say."""
    rate: int = 120
    """Requests a minute for each key or address; 0 is no limit."""
    loaded_first: bool = False
    """Does it listen only when it has loaded? Of several processes, the others answer meanwhile."""
    threads: int = 2
    queue: int = 32
    timeout: float = 10.0
    """Seconds that a request body may take to arrive, and an answer to be made."""
    state: Path | None = None
    """Folder of keys, feedback and counts; None keeps them in memory."""
    corpus: Path | None = None
    """Folder of sources that editors may change; None: editing is off."""
    index: Path | None = None
    """Folder of the index that is made of them."""
    recognise: Recognise | None = None
    """Reads pages of them that are pictures; None: they are not read."""
    keep_questions: bool = False
    unanswered_topics: bool = False
    topic_minimum: int = 5
    retention_days: int = 90
    suggestions: Mapping[Language, Sequence[str]] = field(default_factory=dict)
    contact: Mapping[str, str] | None = None
    owner: Owner = Owner()
    llm: bool = False
    """May a language model word answers?"""
    tracing: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "Config":
        """Return the service's part of the settings."""
        return cls(
            exposed=not is_loopback(settings.host),
            open=settings.open,
            trusted_proxies=settings.trusted_proxies,
            user_header=settings.user_header.lower(),
            groups_header=settings.groups_header.lower(),
            group_map=settings.group_map,
            origins=settings.origins,
            origin_headers=settings.origin_headers,
            hosts=settings.hosts,
            root_path=settings.root_path,
            # Each process counts for itself.
            rate=-(-settings.rate // settings.workers),
            loaded_first=settings.workers > 1,
            threads=settings.threads,
            queue=settings.queue,
            timeout=settings.timeout,
            state=settings.state,
            # The shipped corpus is part of the program, and not for changing; jobs of editors change an index folder.
            corpus=settings.corpus if "corpus" in settings.model_fields_set and not settings.store else None,
            index=settings.index,
            recognise=recogniser(settings),
            keep_questions=settings.keep_questions,
            unanswered_topics=settings.unanswered_topics,
            topic_minimum=settings.topic_minimum,
            retention_days=settings.retention_days,
            suggestions=settings.suggestions or {},
            contact={name: settings.contact.get(name, "") for name in _CONTACT} if settings.contact else None,
            owner=Owner(
                settings.owner,
                str(settings.owner_url) if settings.owner_url else "",
                settings.owner_logo,
                settings.statements,
            ),
            llm=settings.llm_url is not None,
            tracing=settings.tracing,
        )


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches what listens on a host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
