"""The pictures of the wall, kept and compared: every page, size, scale, theme and kind of day."""
