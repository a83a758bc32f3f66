"""Nocwall: the desktop monitoring wallboard of an online gaming platform."""

__version__ = "0.1.0"
