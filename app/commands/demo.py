"""``nocwall demo``: a small casino on this machine, with switches for faults."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.demo.places import Note

NAME = "demo"
HELP = "run the demo casino, or switch faults of the running one"
EPILOG = """\
  nocwall demo                                   run the casino in the foreground
  nocwall demo list                              services, their faults, what each can do
  nocwall demo fault kestrin-live hang           from now on
  nocwall demo fault app-core-1 cpu-burn --for 30s
  nocwall demo clear kestrin-live                one service; without a name all
  nocwall demo stop                              end the running one

All ports are on 127.0.0.1. The running demo writes its inventory to STATE/demo-inventory.yaml and,
when all of it answers, the line 'ready PATH'. It ends by itself when nobody has talked to it for
--linger seconds."""

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.epilog = EPILOG
    parser.add_argument(
        "words",
        nargs="*",
        metavar="ACTION",
        help="nothing, or: fault SERVICE KIND, clear [SERVICE], list, status, stop",
    )
    parser.add_argument("--for", dest="seconds", type=_seconds, metavar="TIME", help="how long a fault lasts")
    parser.add_argument(
        "--linger",
        type=_seconds,
        default=120.0,
        metavar="TIME",
        help="end after so long without any connection; 0: never (default: 120s)",
    )
    parser.add_argument("--ready-fd", type=int, metavar="N", help="write the line 'ready PATH' there instead")


def run(arguments: argparse.Namespace) -> int:
    """Run the casino, or talk to the running one. 0: done; 2: not understood; 3: no demo runs."""
    words: list[str] = arguments.words
    match words:
        case []:
            return _run(arguments)
        case ["fault", service, kind]:
            wish = {"do": "fault", "service": service, "kind": kind, "seconds": arguments.seconds}
        case ["clear"] | ["clear", _]:
            wish = {"do": "clear", "service": words[1] if len(words) > 1 else ""}
        case ["list"] | ["status"] | ["stop"]:
            wish = {"do": words[0]}
        case _:
            print(f"nocwall demo: not understood: {' '.join(words)}\n\n{EPILOG}", file=sys.stderr)
            return 2
    return _wish(arguments, wish)


def _wish(arguments: argparse.Namespace, wish: dict[str, Any]) -> int:
    from app.demo import client
    from app.demo.faults import Kind

    if wish["do"] == "fault" and wish["kind"] not in list(Kind):
        print(
            f"nocwall demo: there is no fault {wish['kind']}; there are: {', '.join(Kind)}", file=sys.stderr
        )
        return 2
    try:
        answer = client.ask(arguments.state, **wish)
    except client.NotRunning as error:
        print(f"nocwall demo: {error}", file=sys.stderr)
        return 3
    except client.Refused as error:
        print(f"nocwall demo: {error}", file=sys.stderr)
        return 2
    for line in _told(wish, answer):
        print(line)
    return 0


def _told(wish: dict[str, Any], answer: dict[str, Any]) -> Sequence[str]:
    match wish["do"]:
        case "fault":
            return [f"{wish['service']}: {_fault(answer['fault'])}"]
        case "clear":
            return [f"cleared: {', '.join(answer['cleared']) or 'nothing was wrong'}"]
        case "list":
            return [_service(each) for each in answer["services"]]
        case "status":
            faults = [f"  {name}: {_fault(fault)}" for name, fault in answer["faults"].items()]
            head = f"{answer['services']} services since {answer['seconds']:.0f} s, process {answer['pid']}"
            return [head, f"inventory {answer['inventory']}", *(faults or ["  no faults"])]
        case _:
            return ["stopping"]


def _service(each: dict[str, Any]) -> str:
    port = each["port"] or "-"
    fault = _fault(each["fault"]) if each["fault"] else "well"
    return f"{each['name']:<14} {port:>6}  {fault:<22} {' '.join(each['kinds'])}"


def _fault(fault: dict[str, Any]) -> str:
    left = fault["seconds_left"]
    return str(fault["kind"]) + ("" if left is None else f" for {left:.0f} s")


def _run(arguments: argparse.Namespace) -> int:
    from app.demo.places import NoPlace
    from app.demo.running import AlreadyRuns, run_demo

    def ready(note: "Note") -> None:
        print(f"The demo casino runs on 127.0.0.1, {len(note.ports)} ports.", file=sys.stderr)
        print(
            f"Switch a fault: nocwall demo fault kestrin-live hang --state {arguments.state}", file=sys.stderr
        )
        _say_ready(arguments, note.inventory)

    try:
        asyncio.run(run_demo(arguments.state, arguments.linger, ready))
    except AlreadyRuns:
        return _already(arguments)
    except NoPlace as error:
        print(f"nocwall demo: {error}", file=sys.stderr)
        return 1
    return 0


def _already(arguments: argparse.Namespace) -> int:
    """Another process has the casino: for who asked that is as good."""
    from app.demo import client

    try:
        status = client.ask(arguments.state, do="status")
    except (client.NotRunning, client.Refused):
        print("nocwall demo: another one is just starting or ending; try again", file=sys.stderr)
        return 1
    print("The demo casino already runs.", file=sys.stderr)
    _say_ready(arguments, status["inventory"])
    return 0


def _say_ready(arguments: argparse.Namespace, inventory: str) -> None:
    if arguments.ready_fd is None:
        print(f"ready {inventory}", flush=True)
        return
    os.write(arguments.ready_fd, f"ready {inventory}\n".encode())
    os.close(arguments.ready_fd)


def _seconds(text: str) -> float:
    number = text.rstrip("mhs")
    unit = text[len(number) :] or "s"
    try:
        seconds = float(number) * _UNITS[unit]
    except (ValueError, KeyError):
        raise argparse.ArgumentTypeError(f"{text} is no time; write 60s or 5m") from None
    if not 0 <= seconds <= 7 * 86_400:
        raise argparse.ArgumentTypeError(f"{text} is out of range")
    return seconds
