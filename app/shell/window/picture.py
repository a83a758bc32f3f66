"""The window as a picture in a file, whole at every moment."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

EVERY = 3.0  # seconds


def write_picture(image: QImage, path: Path) -> str:
    """Write ``image`` beside ``path`` and rename it; returns why not, or an empty text."""
    beside = path.with_name(f".{path.stem}.{os.getpid()}.png")
    try:
        if not image.save(str(beside), "PNG"):  # type: ignore[call-overload]
            return f"{path} cannot be written"
        beside.replace(path)
    except OSError as error:
        return f"{path}: {error.strerror}"
    finally:
        beside.unlink(missing_ok=True)
    return ""


async def keep_writing(window: QWidget, path: Path, on_trouble: Callable[[str], None]) -> None:
    """Write what the window shows, again and again."""
    while True:
        image = window.grab().toImage()
        trouble = await asyncio.to_thread(write_picture, image, path)
        if trouble:
            on_trouble(trouble)
        await asyncio.sleep(EVERY)
