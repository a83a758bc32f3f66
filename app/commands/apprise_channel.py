"""``nocwall apprise-channel``: the program's own way to a library that blocks, in a process of its own."""

import argparse

NAME = "apprise-channel"
HELP = "send what stands on standard input by Apprise; used by the engine"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing: an address on the command line could be read by everybody."""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every command has it
    """Serve until standard input ends."""
    from app.notify.apprise_child import serve

    serve()
    return 0
