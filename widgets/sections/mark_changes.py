"""What differs between two pictures of fields with marks, worked out beside the window. Loads numpy.

``Standing`` is what the sheet shows: values alone that never change, so a thread may compare with it.
``Changes`` are ready to be written: into the pixels of the window itself, where that is possible.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QRegion

from app.model.board import Glyph
from widgets.raster import MANY, Atlas, Block, Pixels, differing, line_steps, line_view
from widgets.sections.count_line import CountLine, Patch
from widgets.views.fields import Field

MOST = 300  # marks of which each is asked of the screen; beyond that all of them


class Drawn(Protocol):
    """The picture of a field."""

    @property
    def block(self) -> Block:
        """All marks in their places."""
        ...

    @property
    def line(self) -> CountLine:
        """Where its counts stand."""
        ...


class Frame(NamedTuple):
    """What stays the same from picture to picture. Each point of the sheet has ``ratio`` pixels.

    ``wide``: the pixels of a row of the window; ``origin``: where the sheet begins in them.
    """

    blocks: Sequence[Block]
    x: npt.NDArray[np.intp]  # of all marks
    y: npt.NDArray[np.intp]
    lines: Sequence[CountLine]
    ratio: float
    wide: int
    origin: tuple[int, int]

    @property
    def atlas(self) -> Atlas:
        """The marks, of one size."""
        return self.blocks[0].atlas

    @property
    def even(self) -> bool:
        """Whether all marks and figures begin and end where points of the screen do."""
        return self.ratio == 1

    def areas(self, found: npt.NDArray[np.intp]) -> list[QRect]:
        """Return the pixels of the sheet in which some marks stand."""
        size = self.atlas.pixels
        places = zip(self.x[found].tolist(), self.y[found].tolist(), strict=True)
        return [QRect(x, y, size, size) for x, y in places]

    def lines_of(self, found: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Return where in the window the lines of some marks begin."""
        left, top = self.origin
        first = (self.y[found] + top) * self.wide + self.x[found] + left
        lines: npt.NDArray[np.intp] = first[:, None] + line_steps(self.atlas, self.wide)
        return lines


class Marked(NamedTuple):
    """What is drawn of a field; it holds no check, for those are many to be freed."""

    fixed: tuple[object, ...]  # what places of marks and titles hang on
    codes: bytes
    counts: tuple[tuple[Glyph, int], ...]


class Standing(NamedTuple):
    """What the sheet shows now."""

    frame: Frame
    fields: Sequence[Marked]

    def changes(self, fields: Sequence[Field]) -> "Changes | None":
        """Return what differs in other fields; None: more than marks and counts."""
        wanted = marked(fields)
        if [one.fixed for one in wanted] != [one.fixed for one in self.fields]:
            return None
        codes = b"".join(field.codes for field in wanted)
        patches: list[Patch] = []
        for line, former, one in zip(self.frame.lines, self.fields, wanted, strict=True):
            if (other := line.patches(former.counts, one.counts)) is None:
                return None
            patches += other
        found = differing(b"".join(field.codes for field in self.fields), codes)
        after = self._replace(fields=wanted)
        if found.size > min(MOST, len(codes) // MANY):
            areas = [block.area for block, _ in self.other_blocks(after)]
            return Changes(
                self, after, self._region(areas, patches), None, self.frame.atlas.marks[:0], patches
            )
        return Changes(
            base=self,
            after=after,
            region=self._region(self.frame.areas(found), patches),
            lines=self.frame.lines_of(found),
            marks=self.frame.atlas.marks[np.frombuffer(codes, np.uint8)[found]],
            patches=patches,
        )

    def other_blocks(self, after: "Standing") -> Iterator[tuple[Block, bytes]]:
        """Yield the blocks in which marks differ, with the marks of later."""
        for block, former, later in zip(self.frame.blocks, self.fields, after.fields, strict=True):
            if former.codes != later.codes:
                yield block, later.codes

    def within(self, wide: int, origin: tuple[int, int]) -> "Standing":
        """Return the same at another place of a window."""
        frame = self.frame
        same = (frame.wide, frame.origin) == (wide, origin)
        return self if same else self._replace(frame=frame._replace(wide=wide, origin=origin))

    def _region(self, marks: Sequence[QRect], patches: Sequence[Patch]) -> QRegion | None:
        """Return the points of the sheet that show some pixels; None: any may."""
        if not self.frame.ratio.is_integer():
            return None
        region = QRegion()
        for area in (*(patch.area for patch in patches), *marks):
            region += area if self.frame.even else _points(area, int(self.frame.ratio))
        return region


class Changes(NamedTuple):
    """How what stands is brought to what is wanted.

    ``region``: the points of the sheet that differ; None: any may.
    ``lines``: where the lines of marks begin in the window; None: all marks are drawn.
    """

    base: Standing
    after: Standing
    region: QRegion | None
    lines: npt.NDArray[np.intp] | None
    marks: npt.NDArray[np.void]
    patches: Sequence[Patch]

    @property
    def whole(self) -> bool:
        """Whether each pixel of the region is among what is written."""
        return self.base.frame.even

    def write(self, window: QImage) -> None:
        """Write into the picture of the window, which is as the frame says, while it is painted on."""
        frame = self.base.frame
        pixels: Pixels = np.ndarray((window.height(), frame.wide), np.uint32, window.bits())
        if self.lines is None:
            for block, codes in self.base.other_blocks(self.after):
                block.lay_on(pixels, codes, frame.origin)
        else:
            line_view(pixels, frame.atlas)[self.lines] = self.marks
        for patch in self.patches:
            patch.put(pixels, frame.origin)


def framed(pictures: Sequence[Drawn], ratio: float, wide: int, origin: tuple[int, int]) -> Frame:
    """Return the frame of some fields in one raster, shown at a place of a window."""
    blocks = [drawn.block for drawn in pictures]
    x, y = (np.concatenate(found) for found in zip(*((b.x, b.y) for b in blocks), strict=True))
    return Frame(blocks, x, y, [drawn.line for drawn in pictures], ratio, wide, origin)


def marked(fields: Iterable[Field]) -> list[Marked]:
    """Return what is drawn of some fields."""
    return [
        Marked((field.titles, field.lost, len(field.codes), field.names), field.codes, field.counts)
        for field in fields
    ]


def _points(area: QRect, ratio: int) -> QRect:
    """Return the points that some pixels touch."""
    left, top = area.left() // ratio, area.top() // ratio
    return QRect(QPoint(left, top), QPoint(area.right() // ratio, area.bottom() // ratio))
