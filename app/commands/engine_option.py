"""Which engine a command means; `run` and `wall` come past here, so it loads nothing."""

import argparse


def add_engine_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--engine``, for an engine that is reached through a forwarded socket."""
    parser.add_argument("--engine", metavar="SOCKET", help="socket of the engine (default: that of --state)")
