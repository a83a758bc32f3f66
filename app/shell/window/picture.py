"""The window as a picture in a file, whole at every moment."""

import asyncio
import errno
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.files.whole import beside

EVERY = 3.0  # seconds


def write_picture(image: QImage, path: Path) -> str:
    """Write ``image`` beside ``path`` and rename it; returns why not, or an empty text."""
    try:
        with beside(path) as fresh:
            _write(image, fresh)
    except OSError as error:
        return f"{path}: {error.strerror}"
    return ""


def _write(image: QImage, path: Path) -> None:
    if not image.save(str(path), "PNG"):  # type: ignore[call-overload]
        raise OSError(errno.EIO, "it cannot be written")


async def keep_writing(window: QWidget, path: Path, on_trouble: Callable[[str], None]) -> None:
    """Write what the window shows, again and again."""
    while True:
        image = window.grab().toImage()
        trouble = await asyncio.to_thread(write_picture, image, path)
        if trouble:
            on_trouble(trouble)
        await asyncio.sleep(EVERY)
