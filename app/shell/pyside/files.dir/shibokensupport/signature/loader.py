"""What libshiboken asks for, and what it takes from ``sys.modules``; see app.shell.pyside."""

from app.shell.pyside.late import (
    create_signature,
    feature_import,
    feature_imported,
    finish_import,
    make_helptext,
    post_init,
    pyside_type_init,
    seterror_argument,
)

from . import mapping

__all__ = [
    "create_signature",
    "feature_import",
    "feature_imported",
    "finish_import",
    "make_helptext",
    "mapping",
    "post_init",
    "pyside_type_init",
    "seterror_argument",
]
