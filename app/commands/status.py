"""``nocwall status``: what the running engine knows."""

import argparse
import json

from app.commands.engine_link import asked, with_engine
from app.commands.engine_option import add_engine_argument
from app.commands.plain_form import phrase_text, players_text, status_form
from app.link.client import LinkClient
from app.model.board import Board, CheckView
from app.model.deadman import Pulse
from app.model.message import AskStatus
from app.model.players import told_to_players
from app.model.quantity import age
from app.model.state import RANK

NAME = "status"
HELP = "every check, open incidents and the engine's own health, as text or JSON"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the form."""
    add_engine_argument(parser)
    parser.add_argument("--json", action="store_true", help="the documented JSON form (docs/json.md)")


def run(arguments: argparse.Namespace) -> int:
    """Print the status; the exit code tells only whether the engine answered."""

    async def talk(client: LinkClient) -> int:
        answer = await asked(client, AskStatus())
        board = answer.board or Board(now=client.welcome.now)
        print(json.dumps(status_form(board), indent=1) if arguments.json else "\n".join(text_lines(board)))
        return 0

    return with_engine(arguments, talk)


def text_lines(board: Board) -> list[str]:
    """Return the status as lines, worst checks first."""
    lines = [phrase_text(board.summary.headline), phrase_text(board.summary.line)]
    lines += [f"! {phrase_text(banner.text)}" for banner in board.banners]
    told = told_to_players(board.incidents, board.checks).sentences
    for incident in board.incidents:
        owner = f"{incident.owner} has it" if incident.taken else "nobody has it yet"
        lasts = age(board.now.seconds_since(incident.began))
        others = f", explains {incident.explains} more" if incident.explains else ""
        lines.append(f"{incident.id:<6} {phrase_text(incident.title)}{others}, {lasts}, {owner}")
        if incident.id in told:
            lines.append(f"       tell players: {players_text(told[incident.id])}")
    lines += heartbeat_lines(board)
    lines.append("")
    lines += [_check_line(view, board) for view in sorted(board.checks, key=lambda view: RANK[view.state])]
    return lines


def heartbeat_lines(board: Board) -> list[str]:
    """Return who outside was told of the engine's life, and when he took it; or why nobody is told."""
    pulse = board.health.pulse if board.health is not None else Pulse()
    if pulse.withheld.template:
        return [f"heartbeat withheld: {phrase_text(pulse.withheld)}"]
    lines = []
    for ear in pulse.ears:
        taken = (
            f"accepted {age(board.now.seconds_since(ear.accepted))} ago" if ear.accepted else "not accepted"
        )
        trouble = f" ({phrase_text(ear.trouble)})" if ear.trouble.template else ""
        lines.append(f"heartbeat to {ear.who}: {taken}{trouble}")
    return lines


def _check_line(view: CheckView, board: Board) -> str:
    since = age(board.now.seconds_since(view.since)) if view.since else "-"
    state = f"{view.state.value}{'?' if view.soft else '~' if view.flapping else ''}"
    sentence = phrase_text(view.sentence)
    return f"{state:<9} {since:>10}  {view.id:<32} {view.element.value:<18} {sentence}".rstrip()
