import subprocess
import sys


def test_the_engine_imports_no_qt() -> None:
    """Neither the command nor all that the engine is made of brings a window's libraries with it."""
    code = (
        "import sys\n"
        "import app.commands.engine, app.engine_main\n"
        "print([name for name in sys.modules if name.split('.')[0] in\n"
        "    ('PySide6', 'shiboken6', 'pyqtgraph', 'qasync', 'widgets')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
