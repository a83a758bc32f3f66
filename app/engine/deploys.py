"""What people marked that was done, in memory."""

from collections.abc import Iterable

from app.model.past import Deploy

KEPT = 2_000
SHOWN = 24  # that a board carries


class Deploys:
    """What was marked, oldest first."""

    def __init__(self) -> None:
        self.all: list[Deploy] = []

    def restore(self, deploys: Iterable[Deploy]) -> None:
        """Take over what an earlier run left."""
        self.all = sorted(deploys, key=lambda each: each.at.wall)

    def add(self, deploy: Deploy) -> None:
        """Take another, which may have been done earlier than others."""
        self.all.append(deploy)
        self.all.sort(key=lambda each: each.at.wall)
        del self.all[:-KEPT]

    @property
    def next_id(self) -> int:
        """The number of the next one."""
        return 1 + max((each.id for each in self.all), default=0)

    def newest(self) -> tuple[Deploy, ...]:
        """Return those that charts of many things show."""
        return tuple(self.all[-SHOWN:])
