"""Stands for PySide's package of that name until something of it is asked for, see app.shell.pyside."""
