"""The main window: the wall, its keys and its place on the screens."""
