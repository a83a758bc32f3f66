"""The alarm tone: what the summary says must be heard, as long as this desktop holds the speaker."""

from collections.abc import Callable, Mapping
from pathlib import Path

from app.desktop.sound import Heard, Speaker
from app.model.board import SoundState, Summary
from app.model.intent import Report
from app.shell.tasks import Tasks


class Alarm:
    """Follows the summary. Each change of what is known of the loudspeaker is reported."""

    def __init__(
        self,
        sounds: Path,
        environment: Mapping[str, str],
        *,
        tasks: Tasks,
        report: Callable[[Report], None],
        on_heard: Callable[[], None],
    ) -> None:
        self._tasks = tasks
        self._report = report
        self._on_heard = on_heard
        self._holds = False
        self._summary = Summary()
        self._speaker = Speaker(sounds, environment, on_heard=self._learned)

    @property
    def heard(self) -> Heard:
        """What is known of the loudspeaker."""
        return self._speaker.heard

    def start(self) -> None:
        """Prove the loudspeaker and watch it."""
        self._speaker.start()

    def follow(self, summary: Summary) -> None:
        """Sound what the summary wants, if the speaker is ours."""
        self._summary = summary
        self._speaker.play(summary.tone if self._holds else None)

    def hold(self, holds: bool) -> None:
        """Take or give away the speaker; who takes it tells what is known of it."""
        self._holds = holds
        self.follow(self._summary)
        if holds:
            self.tell()

    def tell(self, *_found: object) -> None:
        """Report what is known, if anything is; a new engine knows nothing of it."""
        if self._holds and self.heard.state is not SoundState.UNPROVED:
            ok = self.heard.state is SoundState.WORKING
            self._report(Report(what="sound", ok=ok, detail=self.heard.reason))

    def test(self) -> None:
        """Play the test tone once and report."""
        self._tasks.start(self._speaker.prove(), "test tone")

    async def stop(self) -> None:
        """Fall silent."""
        await self._speaker.close()

    def _learned(self, _: Heard) -> None:
        self._on_heard()
        self.tell()
