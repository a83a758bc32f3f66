"""``nocwall incident``: all of one incident."""

import argparse
import json

from app.commands.engine_link import asked, with_engine
from app.commands.engine_option import add_engine_argument
from app.commands.incident_text import incident_lines
from app.commands.plain_form import VERSION, incident_form
from app.link.client import LinkClient
from app.model.message import AskIncidents
from app.model.phrase import foreign

NAME = "incident"
HELP = "all of one incident, open or closed: what it hits, who has it, and its timeline"
EPILOG = """\
Example:
  nocwall incident I-17"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which one."""
    add_engine_argument(parser)
    parser.epilog = EPILOG
    parser.add_argument("id", metavar="ID", help="as I-17")
    parser.add_argument("--json", action="store_true", help="print one JSON object (docs/json.md)")


def run(arguments: argparse.Namespace) -> int:
    """Print it; 1 where there is none of this id."""

    async def talk(client: LinkClient) -> int:
        for closed in (False, True):
            answer = await asked(client, AskIncidents(closed=closed, what=arguments.id))
            for incident in answer.incidents:
                if incident.id.casefold() == arguments.id.casefold():
                    if arguments.json:
                        print(json.dumps({"version": VERSION, "incident": incident_form(incident)}, indent=1))
                    else:
                        print("\n".join(incident_lines(incident, client.welcome.now)))
                    return 0
        known = "'nocwall incidents' and 'nocwall incidents --closed' name them"
        raise SystemExit(f"nocwall: no incident is called {foreign(arguments.id, 40)!r}: {known}")

    return with_engine(arguments, talk)
