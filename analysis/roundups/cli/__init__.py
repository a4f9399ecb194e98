"""The command `roundups`: it parses, calls, prints.

Exit codes: 0 fine, 1 faults found (or the work failed), 2 wrong use, 3 advisories alone under `validate --strict`. A command is
imported when it is called, and what it needs inside it, so that `roundups --help` starts as fast as Python and click do.
"""

from __future__ import annotations

import os
import sys

import click

from .shared import BROKEN_PIPE, FAULTS, INTERRUPTED, WRONG_USE, package_option

#: Set by a shell that asks what to offer while a command is typed.
COMPLETE = "_ROUNDUPS_COMPLETE"

#: The commands: the module of each, imported when it is called, and what `roundups --help` says of it: the first paragraph of its own help.
COMMANDS = {
    "add": ("intake_rows", "Add the accepted rows of a finished review: all of them, if every gate lets them pass, or none."),
    "bench": ("bench", "Measure the project itself."),
    "cite": ("publish", "Cite the package at its version; with CLAIM_ID one figure: the page that printed it, and its row in the package."),
    "correct": ("intake_rows", "Change published cells of a claim, each with its row in `corrections`. An empty VALUE empties the cell."),
    "diff": ("release", "Compare two states of the package: folders, zip archives or git revisions. NEW is the working folder unless named."),
    "export": ("publish", "Write the archives: the data package in one file, Parquet, SQLite, a spreadsheet, JSON Lines, and their checksums."),
    "extract": ("intake", "Propose rows from the text of a roundup (plain text or saved HTML) on stdout; nothing enters the package."),
    "release": ("release", "Prepare the release of VERSION: check it, write the changelog's differences, seal, build the archives in dist/."),
    "render": ("render", "Render the report into reports/, as far as something it reads has changed."),
    "review": ("intake_rows", "Decide on proposed rows, one by one: FILE is what `roundups extract` wrote, or a review that was begun."),
    "seal": ("publish", "Rewrite what is generated: bytes, hashes, data dictionary, metadata files."),
    "show": ("publish", "Show one claim or strike: its words, number and interval, who says it, where it was printed, what stands beside it."),
    "status": ("intake_rows", "Show the weeks read and not read, what comes next, and the reviews in this folder that are not added."),
    "validate": ("validate", "Check the descriptor, every table and every gate; print each fault as file:line:column reason."),
}


class _Commands(click.Group):
    """The group of `COMMANDS` (and of what `add_command` adds)."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*COMMANDS, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            from importlib import import_module

            self.add_command(getattr(import_module(f".{COMMANDS[cmd_name][0]}", __name__), cmd_name))
        return self.commands.get(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # click would ask every command for its help, and so import all of them.
        named: dict[str, click.Command] = {name: click.Command(name, help=words) for name, (_, words) in COMMANDS.items()}
        click.Group(commands=named | self.commands).format_commands(ctx, formatter)


def _print_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        import roundups

        click.echo(f"roundups {roundups.__version__}")
        context.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Print the version and exit."
)
@package_option(envvar="ROUNDUPS_PACKAGE")  # only here: given to a command too, it would beat `roundups --package DIR validate`
def group() -> None:
    """Validate, seal and render the data package of the roundups of the war in Ukraine."""


def _fail(message: str, code: int) -> int:
    click.echo(f"roundups: {' '.join(message.split())}", err=True)
    return code


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit with its code; what the user can mend is one line on stderr, never a traceback."""
    if os.environ.get(COMPLETE):
        from . import completion

        sys.exit(completion.answer(group, COMPLETE))
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        # Not group.main(): it ends the process itself on a broken pipe and writes an empty line on Ctrl-C.
        with group.make_context("roundups", list(sys.argv[1:] if arguments is None else arguments)) as context:
            group.invoke(context)
        sys.stdout.flush()
        return 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            error.show()
            return WRONG_USE
        command = error.ctx.command_path if error.ctx else "roundups"
        return _fail(f"{error.format_message()} (see {command} --help)", WRONG_USE)
    except click.ClickException as error:
        return _fail(error.format_message(), FAULTS)
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The reader has gone: Python would complain once more while it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _fail("the reader of the output has gone", BROKEN_PIPE)
    except OSError as error:
        return _fail(f"{error.filename or 'input'}: {error.strerror or error}", FAULTS)
    except Exception as error:  # all but one kind are raised again; naming it in the clause would import the package for `--help` too
        from roundups.package import PackageError

        if isinstance(error, PackageError):
            return _fail(str(error), FAULTS)
        raise
