"""The board that every part of the desktop follows, and what this window adds to it."""
