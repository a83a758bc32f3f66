"""``nocwall`` and ``python -m app``."""

import os
import sys
from collections.abc import Sequence

from app import commands


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    # Only the named command is imported: `nocwall status` must not pay for the window.
    known = words[0] if words and words[0] in (*commands.COMMANDS, *commands.HIDDEN) else None
    parser = commands.make_parser([known], []) if known else commands.make_parser()
    arguments = parser.parse_args(words)
    try:
        return int(arguments.module.run(arguments))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python would complain again while flushing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
