"""``nocwall engine``: probing, judging and alarming without a screen."""

import argparse

NAME = "engine"
HELP = "the engine alone, without a screen: it probes, alarms and keeps the record"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing: state folder and inventory are common to all commands."""
    parser.epilog = (
        "It runs until it is stopped (Ctrl-C, SIGTERM, or the wall's Quit). "
        "Walls, trays and commands of the same --state attach to it."
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the engine; 5 where one is running already."""
    from app.commands.places import configuration_folder, configured_inventory
    from app.engine_main import main

    # Where there is no inventory yet, the engine waits for the standing one to appear.
    standing = configured_inventory() or configuration_folder() / "inventory.yaml"
    return main(arguments.state, [arguments.inventory or standing])
