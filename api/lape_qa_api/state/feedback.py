"""Whether answers were useful, in SQLite; the question's text only if the administrator turned that on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from lape_qa_api.state.database import Database, Statement
from lape_qa_api.state.retention import delete_before


class Feedback:
    """The feedback of a state folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, answer_id: str, *, useful: bool, comment: str) -> None:
        """Keep feedback on an answer; given again, it replaces what was given before."""
        self._database.write_all([given(answer_id, useful=useful, comment=comment)])

    def export(self) -> Iterator[dict[str, Any]]:
        """Yield all feedback, oldest first; `question` and `comment` only where there is one."""
        rows = self._database.rows(
            "select f.answer_id, f.given, f.useful, f.comment, q.question from feedback f"
            " left join questions q using (answer_id) order by f.given, f.answer_id"
        )
        for answer_id, given, useful, comment, question in rows:
            optional = {"question": question, "comment": comment}
            yield {"answer_id": answer_id, "given": given, "useful": bool(useful)} | {
                name: value for name, value in optional.items() if value
            }

    def delete(self, answer_id: str) -> int:
        """Delete the feedback on one answer and its question; return how much feedback that was."""
        self._database.write("delete from questions where answer_id = ?", (answer_id,))
        return self._database.write("delete from feedback where answer_id = ?", (answer_id,))

    def delete_before(self, day: date) -> int:
        """Delete feedback and questions of earlier days; return how much feedback that was."""
        sum(delete_before(self._database, "questions", "asked", day))
        return sum(delete_before(self._database, "feedback", "given", day))


def asked(answer_id: str, question: str) -> Statement:
    """Return what keeps a question's text, so that feedback on its answer can name it."""
    return "insert or replace into questions values (?, ?, ?)", (answer_id, _today(), question)


def given(answer_id: str, *, useful: bool, comment: str) -> Statement:
    """Return what keeps feedback on an answer, in place of what was given before."""
    return "insert or replace into feedback values (?, ?, ?, ?)", (answer_id, _today(), useful, comment)


def _today() -> str:
    # A day is enough for retention; a minute would help to tell who asked.
    return datetime.now(UTC).date().isoformat()
