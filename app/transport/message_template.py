"""Grouping of log lines: two lines are the same error if only their variable parts differ."""

import re

from app.model.phrase import foreign

HOLE = "<*>"
TEMPLATE_LIMIT = 140

# From the most to the least specific; each becomes a hole. The idea of fixed-depth log parsing with masks
# is that of Drain (He et al., ICWS 2017); thin here: masks alone, no tree.
_VARIABLE = re.compile(
    r"""
      \b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?   # time stamps
    | \b\d\d:\d\d:\d\d(?:[.,]\d+)?
    | \b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b
    | \b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b                                    # addresses
    | "[^"]*" | '[^']*'                                                       # quoted values
    | (?<![\w<])/[^\s:,;]+                                                    # paths
    | \b0x[0-9a-fA-F]+\b
    | \b(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{7,}\b                                   # hashes and ids
    | (?<![\w.])[+-]?\d+(?:[.,]\d+)*(?:\s?(?:ms|us|s|%|[kMG]i?B|B))?\b        # numbers with units
    | \b\w*\d\w*\b                                                            # words with digits in them
    """,
    re.VERBOSE,
)


def template_of(line: str) -> str:
    """Return the line with its variable parts as ``<*>``, cleaned and cut."""
    masked = _VARIABLE.sub(HOLE, line[: 4 * TEMPLATE_LIMIT])
    masked = re.sub(r"(?:<\*>[\s,;:=/|-]*){2,}", HOLE + " ", masked)
    return foreign(masked, TEMPLATE_LIMIT)
