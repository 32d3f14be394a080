"""Groups whose first word may be a thing instead of a verb: ``pseudo report RELEASE``, ``pseudo synth TABLE``."""

from __future__ import annotations

import click

__all__ = ["THING", "FirstWord"]

THING = "THING"
"""Name of the verb that takes the thing; in capitals, as no one writes a verb."""


class FirstWord(click.Group):
    """A group that takes a first word which names none of its verbs for the thing of :data:`THING`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the thing's verb before it: a folder may well be called ``release``, and options may come first."""
        others = {*self.commands, *ctx.help_option_names} - {THING}
        if args and args[0] not in others:
            args = [THING, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs by name, without the thing's."""
        return [name for name in super().list_commands(ctx) if name != THING]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs, then the options of the thing's own verb."""
        super().format_commands(ctx, formatter)
        own = self.commands[THING]
        with formatter.section(f"{ctx.command_path} {own.params[0].make_metavar(ctx)}"):
            rows = [row for param in own.params if (row := param.get_help_record(ctx))]
            formatter.write_dl(rows)
