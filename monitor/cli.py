"""The command line: one group, its commands in `monitor.commands`.

Every MonitorError becomes one clear line a problem on stderr and exit status 1; a wrong call, exit status 2.
Heavy modules are imported where they are used, so that `--help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from monitor import __version__
from monitor.commands import daemon, database, digest, doctor, feeds, incidents, rules, scan
from monitor.commands.session import Session
from monitor.errors import MonitorError

_INTERRUPTED = 130
"""What shells report for a program ended by Ctrl-C."""


class _Refused(click.ClickException):
    """A MonitorError on its way to the terminal."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        for line in self.message.splitlines():
            click.echo(f"{click.style('error:', fg='red', bold=True)} {line}", file=file, err=file is None)


class _Commands(click.Group):
    """A group that keeps the order its commands were written in, and knows our errors."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MonitorError as error:
            raise _Refused(str(error)) from error
        except KeyboardInterrupt:
            click.echo(err=True)
            ctx.exit(_INTERRUPTED)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Try it without any set-up: `ceasefire-monitor demo`, or `ceasefire-monitor scan report.txt`.",
)
@click.option(
    "--settings",
    "settings_file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings to use. Else: what CEASEFIRE_MONITOR_SETTINGS names, ./monitor.yaml, or defaults.",
)
@click.version_option(__version__, prog_name="ceasefire-monitor")
@click.pass_context
def main(ctx: click.Context, settings_file: Path | None) -> None:
    """Read the news around the clock, find who is said to have broken a ceasefire and who is said to have been
    killed or hurt, and tell people at once, with proof.

    \b
    Examples:
      ceasefire-monitor run                        read, judge and alert until Ctrl-C
      ceasefire-monitor scan report.txt            what does this article claim?
      ceasefire-monitor feeds test                 do the feeds answer?
      ceasefire-monitor doctor                     is everything set up?
    """
    ctx.obj = Session(settings_file)


for command in (
    daemon.run,
    daemon.once,
    scan.scan,
    feeds.feeds,
    rules.rules,
    incidents.incidents,
    digest.digest,
    database.db,
    doctor.doctor,
    daemon.demo,
):
    main.add_command(command)
