"""``nocwall schema``: the form of an inventory for editors."""

import argparse

NAME = "schema"
HELP = "print the JSON Schema of an inventory file, for editors"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing: there is one schema."""


def run(_arguments: argparse.Namespace) -> int:
    """Print the schema."""
    import json

    from app.inventory.schema import json_schema
    from probes import kinds

    print(json.dumps(json_schema(kinds()), indent=2, ensure_ascii=False))
    return 0
