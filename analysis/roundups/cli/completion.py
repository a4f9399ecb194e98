"""What the shell offers while a command is typed. Each key press starts this program: nothing heavy is imported here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

#: More than a screen of ids helps nobody; the next character narrows them.
MOST = 200


def complete_claim_id(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The ids of claims and strikes that begin with what was typed, each with its table."""
    import json

    from click.shell_completion import CompletionItem

    from roundups.package import DESCRIPTOR, PackageError, find_package

    try:
        root = find_package(context.find_root().obj)
        found = []
        for resource in json.loads((root / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]:
            with (root / resource["path"]).open(encoding="utf-8") as lines:
                if not next(lines, "").startswith("claim_id,"):
                    continue
                # Ids hold no commas and no quotes; a line inside a quoted cell that looks like an id would be offered too.
                names = (line.partition(",")[0] for line in lines if line.startswith(incomplete))
                found += [CompletionItem(name, help=resource["name"]) for name in names if name.isascii() and name]
    except (OSError, ValueError, KeyError, TypeError, PackageError):
        return []
    return sorted(found, key=lambda item: item.value)[:MOST]


def complete_state(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The tags of the repository that begin with what was typed, and the files of the shell itself."""
    import subprocess

    from click.shell_completion import CompletionItem

    from roundups.package import PackageError, find_package

    files = [CompletionItem(incomplete, type="file")]
    try:
        command = ["git", "-C", str(find_package(context.find_root().obj)), "tag", "--list", "--sort=-version:refname"]
        tags = subprocess.run(command, capture_output=True, text=True, timeout=2, check=False).stdout.split()
    except (OSError, subprocess.TimeoutExpired, PackageError):
        return files
    return [CompletionItem(tag) for tag in tags if tag.startswith(incomplete)][:MOST] + files


def answer(group: click.Group, variable: str) -> int:
    """Answer the shell, which asks by an environment variable, and return the exit code."""
    import os

    from click.shell_completion import shell_complete

    return shell_complete(group, {}, "roundups", variable, os.environ[variable])
