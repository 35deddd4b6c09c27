"""How the commands are grouped in the help, which says of each the whole of what it does."""

from typing import Any

import typer.core

ASK = "Ask"
SOURCES = "Sources"
SERVICE = "Service"
EVALUATION = "Evaluation"
_GROUPS = (ASK, SOURCES, SERVICE, EVALUATION)
_UNGROUPED = "Commands"


class Commands(typer.core.TyperGroup):
    """Commands whose help is listed by group (`rich_help_panel`), with nothing cut off."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands of each group, with the first paragraph of their help."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        longest = max((len(name) for name, _ in commands), default=0)
        rows: dict[str, list[tuple[str, str]]] = {group: [] for group in (*_GROUPS, _UNGROUPED)}
        for name, command in commands:
            if command is not None and not command.hidden:
                group = getattr(command, "rich_help_panel", None) or _UNGROUPED
                first = (command.help or "").partition("\n\n")[0]
                # Of one width, so that all groups stand in the same columns.
                rows[group].append((name.ljust(longest), " ".join(first.split())))
        for group, listed in rows.items():
            if listed:
                with formatter.section(group):
                    formatter.write_dl(listed)
