"""What every test runs under. The plugins say what a test may leave behind, log and skip."""

import os

# Before anything imports Qt: unit tests draw without a screen. Desktop tests give their programs a real one.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_QT_API", "pyside6")

pytest_plugins = [
    "tests.plugins.leaks",
    "tests.plugins.quiet",
    "tests.plugins.skips",
    "tests.plugins.evidence",
    "tests.plugins.garbage",
    "tests.plugins.order",
    "tests.plugins.sharing",
    "pytester",
]
