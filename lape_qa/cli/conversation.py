"""`lape-qa ask` without a question: a conversation at a terminal, or questions from standard input, one a line."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import anyio
import typer
from rich.text import Text

from lape_qa.answer.plain_text import reference
from lape_qa.assistant import Assistant, Reply
from lape_qa.cli import console
from lape_qa.cli.console import err, out
from lape_qa.counting import counted
from lape_qa.documents.model import Document, Filters
from lape_qa.errors import LapeQAError, UsageError, plainly
from lape_qa.language.detection import analysed_as

Show = Callable[[Reply, Mapping[str, Document]], None]
"""Shows a reply, with the documents by id."""
_REMEMBERED = 20
"""Earlier questions that one may lean on, as over HTTP."""
_MOST_LISTED = 30
"""Sources that are listed by name; of more, only how many there are of each region."""


class Conversation:
    """Questions, each of which may lean on those before it, and commands between them; nothing is kept on disk."""

    def __init__(self, assistant: Assistant, show: Show, filters: Filters, history: Sequence[str]) -> None:
        self._assistant = assistant
        self._show = show
        self._filters = filters
        self._history = list(history)
        self._commands: dict[str, Callable[[str], None]] = {
            "/sources": self._show_sources,
            "/region": self._choose_region,
            "/new": self._begin_anew,
            "/help": self._show_help,
        }

    def ask(self, question: str) -> None:
        """Answer a question, and remember it; QuestionError when it is none, UsageError when a filter has no source."""
        asked = self._assistant.ask(question, history=self._history, filters=self._filters)
        reply = anyio.run(self._assistant.worded, asked)
        self._history = [*self._history, question][-_REMEMBERED:]
        self._show(reply, self._assistant.generation.documents)

    def say(self, line: str) -> None:
        """Do what a line says: a command begins with a slash, everything else is a question."""
        words = line.strip()
        if not words.startswith("/"):
            self.ask(words)
            return
        name, _, rest = words.partition(" ")
        if name not in self._commands:
            raise UsageError(f"there is no command {name}; there are {', '.join(self._commands)} and {QUIT}")
        self._commands[name](rest.strip())

    @property
    def prompt(self) -> str:
        """What stands before the line that is typed: the region, where one is chosen."""
        return f"{console.cleaned(self._filters.region)}> "

    def completions(self) -> dict[str, dict[str, None] | None]:
        """Return the commands, and what may stand behind each."""
        regions = dict.fromkeys(console.cleaned(region) for region in sorted(self._regions()) if region)
        return {**dict.fromkeys(self._commands), "/region": regions, "/sources": regions, QUIT: None}

    def _regions(self) -> Counter[str]:
        return Counter(document.region for document in self._documents())

    def _documents(self) -> list[Document]:
        return list(self._assistant.generation.documents.values())

    def _show_sources(self, words: str) -> None:
        region = self._filters.region.casefold()
        wanted = words.casefold().split()
        found = [
            document
            for document in self._documents()
            if region in ("", document.region.casefold()) and all(word in _described(document) for word in wanted)
        ]
        if len(found) <= _MOST_LISTED:
            for document in sorted(found, key=lambda document: (document.published, document.title)):
                line = reference(document, "", document.url, analysed_as(document.language))
                out.print(Text(line), soft_wrap=True)
        else:
            for name, count in Counter(document.region for document in found).most_common():
                out.print(Text(f"{count:4}  {name or 'no region'}"), soft_wrap=True)
        out.print(
            Text(counted(len(found), "source") + (f" of {self._filters.region}" if region else "")),
            soft_wrap=True,
        )
        if len(found) > _MOST_LISTED:
            out.print("Give words of them to see which: /sources WORDS")

    def _choose_region(self, name: str) -> None:
        chosen = replace(self._filters, region=name)
        # Says which regions there are when there is none of the name.
        self._assistant.generation.within(chosen)
        known = (region for region in self._regions() if region.casefold() == name.casefold())
        self._filters = replace(chosen, region=next(known, ""))
        where = f"of {self._filters.region} only" if name else "of every region"
        out.print(Text(f"Answers from sources {where}."), soft_wrap=True)

    def _begin_anew(self, _: str) -> None:
        self._history.clear()
        out.print("The questions before this are forgotten.")

    def _show_help(self, _: str) -> None:
        out.print(_HELP)


QUIT = "/quit"
_HELP = """\
Ask in Finnish, Swedish or English. A question may lean on the ones before it: "Entä Kainuussa?"

  /sources [WORDS]  which sources there are, or those with some words
  /region [NAME]    answer from sources of one region only; without a name, of all
  /new              forget the questions before
  /help             this
  /quit             end; so does Ctrl-D"""


def converse(conversation: Conversation) -> None:
    """Take questions and commands at a terminal until they end."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import NestedCompleter

    completer = NestedCompleter.from_nested_dict(conversation.completions())
    # Its history, which the arrow keys go through, is in memory.
    session: PromptSession[str] = PromptSession(completer=completer)
    out.print("Ask about the results of LAPE; /help says what else there is, /quit ends.")
    while True:
        try:
            line = session.prompt(conversation.prompt)
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if line.strip() == QUIT:
            return
        if not line.strip():
            continue
        try:
            conversation.say(line)
        except KeyboardInterrupt:
            err.print("stopped")
        except LapeQAError as error:
            _refuse(error)
        out.print()


def answer_lines(conversation: Conversation, lines: Iterable[bytes], *, repeated: bool) -> None:
    """Answer questions, one a line; what cannot be answered gets its line on standard error, and exit status 2.

    `repeated`: each stands above its answer.
    """
    asked = refused = 0
    for number, raw in enumerate(lines, start=1):
        try:
            line = raw.decode("utf-8-sig").strip()
            if line == QUIT:
                break
            if not line:
                continue
            if repeated:
                out.print(Text(f"{chr(10) if asked else ''}> {line}", style="bold"), soft_wrap=True)
            asked += 1
            conversation.say(line)
        except UnicodeDecodeError as error:
            refused += 1
            _refuse(UsageError(f"line {number}: {plainly(error)}"))
        except UsageError as error:
            refused += 1
            _refuse(UsageError(f"line {number}: {error}"))
    if not asked and not refused:
        raise UsageError("no question: give one, or one a line on standard input")
    if refused:
        raise typer.Exit(2)


def _refuse(error: LapeQAError) -> None:
    err.print(Text(f"lape-qa: {' '.join(str(error).split())}"), soft_wrap=True)


def _described(document: Document) -> str:
    said = (document.id, document.title, document.publisher, document.published, document.region, document.language)
    return " ".join(said).casefold()
