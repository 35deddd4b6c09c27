"""The options that narrow the sources, declared once for every command that asks or searches."""

import functools
import inspect
from collections.abc import Callable
from typing import Annotated

import typer

from lape_qa.documents.model import Filters


def _filters(
    region: Annotated[str, typer.Option(help="Only sources of this region.", show_default=False)] = "",
    publisher: Annotated[str, typer.Option(help="Only sources of this publisher.", show_default=False)] = "",
    language: Annotated[str, typer.Option(help="Only sources in this language.", show_default=False)] = "",
    from_year: Annotated[
        int | None, typer.Option(help="Only sources of this year or later.", show_default=False)
    ] = None,
    to_year: Annotated[
        int | None, typer.Option(help="Only sources of this year or earlier.", show_default=False)
    ] = None,
) -> Filters:
    return Filters(region, publisher, language, from_year, to_year)


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command for typer that has these options where the given one has the parameter `filters`."""
    options = inspect.signature(_filters).parameters

    @functools.wraps(command)
    def with_options(**given: object) -> None:
        chosen = {name: given.pop(name) for name in options}
        command(filters=_filters(**chosen), **given)  # type: ignore[arg-type] # typer has checked them

    parameters = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for own in inspect.signature(command).parameters.values()
        for parameter in (options.values() if own.name == "filters" else [own])
    ]
    with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return with_options
