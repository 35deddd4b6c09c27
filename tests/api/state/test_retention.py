"""What is deleted is gone."""

import time
from datetime import UTC, date, datetime
from pathlib import Path

from lape_qa_api import Config
from lape_qa_api.state.database import Database
from lape_qa_api.state.feedback import Feedback, asked
from lape_qa_api.state.retention import delete_before
from support.servers import Serve


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def test_what_is_deleted_is_gone_from_the_file(tmp_path: Path) -> None:
    database = Database(tmp_path)
    kept = Feedback(database)
    database.write_all([asked("a", "Salaisuuskysymys?")])
    kept.give("a", useful=False, comment="Yksityisasia")
    kept.give("b", useful=True, comment="")
    file = tmp_path / "service.sqlite"
    assert b"Salaisuuskysymys" in file.read_bytes()
    assert kept.delete("a") == 1
    assert kept.delete("a") == 0
    assert [row["answer_id"] for row in kept.export()] == ["b"]
    assert b"Salaisuus" not in file.read_bytes()
    assert b"Yksityisasia" not in file.read_bytes()
    assert sorted(found.name for found in tmp_path.iterdir()) == ["secret", "service.sqlite"]


def test_retention_deletes_what_is_older_and_keeps_the_rest(serve: Serve, tmp_path: Path) -> None:
    database = Database(tmp_path)
    for day in ("2020-01-01", "2020-01-02", today()):
        database.write("insert into feedback values (?, ?, 1, '')", (day, day))
        database.write("insert into questions values (?, ?, '?')", (day, day))
        database.write("insert into topics values (?, ?, 9, ?)", (day.encode(), day, day))
        database.write("insert into ended_sessions values (?, ?)", (day, day))
    assert Feedback(database).delete_before(date(2020, 1, 2)) == 1
    serve(Config(state=tmp_path, retention_days=30))

    def left() -> list[str]:
        columns = ("given from feedback", "asked from questions", "last from topics", "ended from ended_sessions")
        return [day for column in columns for (day,) in database.rows(f"select {column}")]

    for _ in range(3000):
        if left() == [today()] * 4:
            return
        time.sleep(0.01)
    raise AssertionError(f"these are still there: {left()}")


def test_rows_are_deleted_piece_by_piece_wherever_the_old_ones_stand(tmp_path: Path) -> None:
    database = Database(tmp_path)
    days = ["2026-01-01"] * 999 + ["2020-01-01"] * 2 + ["2026-01-01"] * 1000 + ["2020-01-01"] * 3
    database.write_all(
        [("insert into feedback values (?, ?, 1, '')", (str(number), day)) for number, day in enumerate(days)]
    )
    assert list(delete_before(database, "feedback", "given", date(2021, 1, 1))) == [1, 1, 3]
    assert database.rows("select count(*), min(given) from feedback") == [(1999, "2026-01-01")]
