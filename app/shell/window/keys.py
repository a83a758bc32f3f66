"""The keys of the wall, in one table: actions, menu and help are made of it."""

import enum

from app.model.value import Value


class Act(enum.Enum):
    """What a key does."""

    FULL_SCREEN = enum.auto()
    NEXT_PAGE = enum.auto()
    PREVIOUS_PAGE = enum.auto()
    HOLD = enum.auto()
    KEPT = enum.auto()
    TAKE = enum.auto()
    INCIDENT = enum.auto()
    LOOKED = enum.auto()
    MERGE = enum.auto()
    SPLIT = enum.auto()
    WHY = enum.auto()
    RECHECK = enum.auto()
    MUTE = enum.auto()
    TEST_TONE = enum.auto()
    QUIET = enum.auto()
    CHANNELS = enum.auto()
    FAULTS = enum.auto()
    THEME = enum.auto()
    PALETTE = enum.auto()
    DESK = enum.auto()
    FIND = enum.auto()
    HELP = enum.auto()
    LEAVE = enum.auto()
    CLOSE = enum.auto()
    QUIT = enum.auto()


class Key(Value, frozen=True, kw_only=True):
    """One action: its keys as Qt names them, and what it is called."""

    act: Act
    keys: tuple[str, ...]
    text: str
    menu: str = ""  # title of the menu; empty: in none
    looks_only: bool = False  # also on a kiosk wall, which can change nothing


KEYS = (
    Key(act=Act.TAKE, keys=("A",), text="Take the worst incident", menu="Incident"),
    Key(act=Act.INCIDENT, keys=("I",), text="Open the worst incident", menu="Incident"),
    Key(act=Act.MERGE, keys=("J",), text="Join incidents into one", menu="Incident"),
    Key(act=Act.SPLIT, keys=("P",), text="Split an incident", menu="Incident"),
    Key(act=Act.WHY, keys=("W",), text="Why the worst check is so", menu="Incident"),
    Key(act=Act.LOOKED, keys=("L",), text="I have seen what happened", menu="Incident"),
    Key(act=Act.RECHECK, keys=("R",), text="Check everything now", menu="Incident"),
    Key(act=Act.QUIET, keys=("Q",), text="Silences and maintenance", menu="Incident"),
    Key(act=Act.MUTE, keys=("M",), text="Mute for 15 min", menu="Notices"),
    Key(act=Act.TEST_TONE, keys=("S",), text="Play the test tone", menu="Notices"),
    Key(act=Act.CHANNELS, keys=("C",), text="Outside channels", menu="Notices"),
    Key(act=Act.PALETTE, keys=("Ctrl+K", "Ctrl+Shift+P"), text="Command palette", menu="View"),
    Key(act=Act.DESK, keys=("D",), text="Desk: tables and the support view", menu="View"),
    Key(act=Act.FIND, keys=("/",), text="Search the checks", menu="View"),
    Key(act=Act.FULL_SCREEN, keys=("F11",), text="Full screen", menu="View"),
    Key(act=Act.NEXT_PAGE, keys=("PgDown",), text="Next page", menu="View", looks_only=True),
    Key(act=Act.PREVIOUS_PAGE, keys=("PgUp",), text="Previous page", menu="View", looks_only=True),
    Key(act=Act.HOLD, keys=("H",), text="Hold this page, or let it go", menu="View", looks_only=True),
    Key(act=Act.KEPT, keys=("B",), text="Last picture of a blind monitor", menu="View", looks_only=True),
    Key(act=Act.THEME, keys=("T",), text="Next theme", menu="View"),
    Key(act=Act.FAULTS, keys=("Ctrl+D",), text="Fault switches of the demo", menu="Demo"),
    Key(act=Act.HELP, keys=("?", "F1"), text="Keys", menu="Help", looks_only=True),
    Key(act=Act.LEAVE, keys=("Esc",), text="Leave full screen"),
    Key(act=Act.CLOSE, keys=("Ctrl+W",), text="Close the window", menu="Nocwall"),
    Key(act=Act.QUIT, keys=("Ctrl+Q",), text="Quit", menu="Nocwall"),
)
PAGE_KEYS = "1234567890-="  # as they lie on the keyboard
MENUS = ("Nocwall", "Incident", "Notices", "View", "Demo", "Help")


def keys_of(act: Act) -> tuple[str, ...]:
    """Return the keys of an act."""
    return next(key.keys for key in KEYS if key.act is act)
