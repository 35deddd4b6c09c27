"""The options that narrow the sources."""

from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from lape_qa.cli.filter_options import with_filters
from lape_qa.documents.model import Filters
from support.command_line import ANSWERED, Run


def given(*arguments: str) -> tuple[str, Filters, int]:
    """What a command with a word, the filters and a number gets from its arguments."""
    got: list[tuple[str, Filters, int]] = []
    app = typer.Typer()

    @app.command()
    @with_filters
    def command(word: str, *, filters: Filters, number: Annotated[int, typer.Option()] = 1) -> None:
        got.append((word, filters, number))

    assert CliRunner().invoke(app, arguments).exit_code == 0
    return got[0]


def test_a_command_gets_the_filters_as_one() -> None:
    chosen = ("--region", "Lappi", "--publisher", "THL", "--language", "fi", "--from-year", "2017", "--to-year", "2019")
    assert given("sana", *chosen, "--number", "3") == ("sana", Filters("Lappi", "THL", "fi", 2017, 2019), 3)


def test_what_is_not_given_lets_every_source_through() -> None:
    assert given("sana") == ("sana", Filters(), 1)


@pytest.mark.usefixtures("indexed")
def test_ask_and_search_look_only_where_they_are_told_to(run: Run) -> None:
    assert run("ask", ANSWERED, "--json").json["outcome"] == "answered"
    assert run("ask", ANSWERED, "--region", "Lappi", "--json").json["outcome"] == "not_found"
    found = run("search", ANSWERED, "--from-year", 2018, "--to-year", 2018, "--json").json["hits"]
    assert {hit["document"]["id"] for hit in found} == {"lappi"}


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_region_without_sources_is_refused(run: Run, command: str) -> None:
    assert "Atlantis" in run(command, ANSWERED, "--region", "Atlantis").refusal
