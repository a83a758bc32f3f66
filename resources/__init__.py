"""What the program brings along that is no code."""

from pathlib import Path

FOLDER = Path(__file__).parent
