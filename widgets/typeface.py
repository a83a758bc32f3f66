"""The typeface: four weights of Inter that travel with the program."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication

from resources import FOLDER
from widgets.palette import tokens
from widgets.text import is_mixed

CAP_HEIGHT = 0.7275  # of the size; the centre of the capitals gives the vertical place of a text
_REGISTERED = "nocwall-fonts"


def register_fonts() -> bool:
    """Make the bundled fonts known to the application, once; return whether all were accepted."""
    application = QCoreApplication.instance()
    if application is None:
        return False
    known = application.property(_REGISTERED)
    if known is None:
        files = (FOLDER / "fonts").glob("*.otf")
        known = all(QFontDatabase.addApplicationFontFromData(f.read_bytes()) >= 0 for f in files)
        application.setProperty(_REGISTERED, known)
    return bool(known)


def direction_of(text: str) -> Qt.LayoutDirection:
    """Return in which direction a text is laid out; ours with a foreign name in it, in that of ours."""
    if is_mixed(text):
        return QGuiApplication.layoutDirection()
    return Qt.LayoutDirection.LayoutDirectionAuto


class Typeface:
    """Fonts by size and weight, and the measured widths of texts."""

    LIMIT = 5000  # remembered widths of new texts; as many are remembered that were asked for before them

    def __init__(self) -> None:
        register_fonts()
        self._fonts: dict[tuple[int, int], QFont] = {}
        self._metrics: dict[tuple[int, int], QFontMetricsF] = {}
        self._widths: dict[tuple[str, int, int], float] = {}
        self._former: dict[tuple[str, int, int], float] = {}

    def font(self, pixels: int, weight: int) -> QFont:
        """Return Inter with figures of one width and a tailed l."""
        key = (pixels, weight)
        if key not in self._fonts:
            made = QFont([str(tokens().font["family"]), *tokens().font["fallback"]])
            made.setPixelSize(max(1, pixels))
            made.setWeight(QFont.Weight(weight))
            made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            for name, value in tokens().font["features"].items():
                made.setFeature(QFont.Tag(name), int(value))
            self._fonts[key] = made
        return self._fonts[key]

    def width(self, text: str, pixels: int, weight: int) -> float:
        """Return the width of ``text`` in pixels."""
        key = (text, pixels, weight)
        found = self._widths.get(key)
        if found is None:
            # Ages make new texts each second: what is in use is kept.
            if len(self._widths) >= self.LIMIT:
                self._former, self._widths = self._widths, {}
            found = self._former.get(key)
            if found is None:
                found = self._measure(pixels, weight).horizontalAdvance(text)
            self._widths[key] = found
        return found

    def _measure(self, pixels: int, weight: int) -> QFontMetricsF:
        key = (pixels, weight)
        if key not in self._metrics:
            self._metrics[key] = QFontMetricsF(self.font(pixels, weight))
        return self._metrics[key]
