import msgspec

from app.model.board import Board
from app.model.clock import Moment
from app.model.intent import Acknowledge
from app.model.message import Ask, AskStatus, BoardPush, FromClient, FromEngine, Point

NOW = Moment(wall=1.0, mono=2.0)


def test_what_a_client_sends_is_what_the_engine_reads() -> None:
    """Questions and intents survive the frame with their types."""
    decoder = msgspec.msgpack.Decoder(FromClient)
    for ask in (Ask(id=1, question=AskStatus()), Ask(id=2, intent=Acknowledge(what="I-1", who="Mira"))):
        assert decoder.decode(msgspec.msgpack.encode(ask)) == ask


def test_a_board_survives_the_frame() -> None:
    """What the engine publishes arrives equal, gaps in series among it."""
    push = BoardPush(
        board=Board(now=NOW), whole=True, points=(Point(check="a/b", series="cpu", at=1.0, value=None),)
    )
    assert msgspec.msgpack.Decoder(FromEngine).decode(msgspec.msgpack.encode(push)) == push
