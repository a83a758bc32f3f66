"""What Nocwall needs from the system, by Debian's names.

Each need has the names under which distributions know it (the first that exists is taken, any that is
installed will do), and a proof by which it is recognised where there is no dpkg: a library, command or file.
"""

import ctypes
import importlib.util
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Need(NamedTuple):
    """One thing that must be there."""

    names: tuple[str, ...]
    proof: str
    from_anywhere: bool = False  # what others publish, too, and what then conflicts with Debian's

    def is_there(self) -> bool:
        """Return whether the proof is found, whoever installed it."""
        return any(_found(proof) for proof in self.proof.split())


def _found(proof: str) -> bool:
    if proof.startswith("/"):
        root = Path("/")
        return any(root.glob(proof.lstrip("/")))
    if ".so" not in proof:
        return shutil.which(proof, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is not None
    try:
        ctypes.CDLL(proof)
    except OSError:
        return False
    return True


def _need(names: str, proof: str) -> Need:
    return Need(tuple(names.split()), proof)


# Qt without a screen, windows (xcb), the alarm's players, ICMP without rights, zones, the virtual screen.
RUN = (
    _need("libglib2.0-0t64 libglib2.0-0", "libglib-2.0.so.0"),
    _need("libgl1", "libGL.so.1"),
    _need("libegl1", "libEGL.so.1"),
    _need("libfontconfig1", "libfontconfig.so.1"),
    _need("libxkbcommon0", "libxkbcommon.so.0"),
    _need("libdbus-1-3", "libdbus-1.so.3"),
    _need("libxcb-cursor0", "libxcb-cursor.so.0"),
    _need("libxcb-icccm4", "libxcb-icccm.so.4"),
    _need("libxcb-keysyms1", "libxcb-keysyms.so.1"),
    _need("libxcb-shape0", "libxcb-shape.so.0"),
    _need("libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
    _need("pulseaudio-utils pipewire-bin alsa-utils", "paplay pw-play aplay"),
    _need("fping", "fping"),
    _need("tzdata", "/usr/share/zoneinfo/Europe/Malta"),
    _need("xvfb", "Xvfb"),
)

# A whole private desktop, and the servers that the probes are tested against.
TEST = (
    *RUN,
    _need("imagemagick", "import"),
    _need("tigervnc-standalone-server", "Xtigervnc"),
    _need("at-spi2-core", "/usr/libexec/at-spi-bus-launcher"),
    _need("tigervnc-viewer", "xtigervncviewer"),
    _need("iproute2", "ip"),
    _need("nftables", "nft"),
    _need("openbox", "openbox"),
    _need("trayer", "trayer"),
    _need("dunst", "dunst"),
    _need("pulseaudio", "pulseaudio"),
    _need("pulseaudio-utils", "parec"),
    _need("gnome-keyring", "gnome-keyring-daemon"),
    _need("libsecret-tools", "secret-tool"),
    _need("dbus", "dbus-daemon"),
    _need("dbus-bin dbus", "dbus-send"),
    _need("xdotool", "xdotool"),
    _need("wmctrl", "wmctrl"),
    _need("x11-utils", "xprop"),
    _need("x11-xserver-utils", "xrandr"),
    _need("libnotify-bin", "notify-send"),
    _need("jq", "jq"),
    _need("procps", "ps"),
    _need("systemd", "systemd-analyze"),  # reads our units; it need not run
    _need("libfaketime", "/usr/lib/*/faketime/libfaketime.so.1"),
    _need("prometheus-node-exporter", "prometheus-node-exporter node_exporter"),
    _need("redis-server", "redis-server"),
    _need(
        "postgresql postgresql-15 postgresql-16 postgresql-17 postgresql-18",
        "/usr/lib/postgresql/*/bin/initdb initdb",
    ),
    _need("nginx-light nginx-core nginx", "nginx"),
    _need("openssh-server", "sshd"),
    _need("snmpd", "snmpd"),
    _need("unbound", "unbound"),
    _need("dovecot-imapd", "/usr/lib/dovecot/imap"),
    _need("dovecot-submissiond", "/usr/lib/dovecot/submission-login"),
    _need("tinyproxy-bin tinyproxy", "tinyproxy"),
    _need("monitoring-plugins-basic", "/usr/lib/nagios/plugins/check_http"),
    # What chronyd is linked against; the program itself comes by unpacked.py.
    _need("libgnutls30t64 libgnutls30", "libgnutls.so.30"),
    _need("libseccomp2", "libseccomp.so.2"),
    _need("libcap2", "libcap.so.2"),
    _need("prometheus-blackbox-exporter", "prometheus-blackbox-exporter blackbox_exporter"),
    _need("prometheus-alertmanager", "prometheus-alertmanager alertmanager"),
)

# Peers that only measurements need.
BENCH = (
    *TEST,
    _need("prometheus", "prometheus"),
    _need("chromium", "chromium"),
    Need(("npm",), "npm", from_anywhere=True),
    # Its first paint is beside ours; without these two it ends by a fault as soon as it is started.
    _need("nagstamon", "nagstamon"),
    _need("gstreamer1.0-plugins-base", "/usr/lib/*/gstreamer-1.0/libgstplayback.so"),
    _need("gstreamer1.0-plugins-good", "/usr/lib/*/gstreamer-1.0/libgstautodetect.so"),
)

# Debian starts these when they are installed; tests start their own.
SERVICES = {
    "prometheus-node-exporter": "prometheus-node-exporter.service",
    "redis-server": "redis-server.service",
    "postgresql": "postgresql.service",
    "nginx-light": "nginx.service",
    "openssh-server": "ssh.service",
    "snmpd": "snmpd.service",
    "unbound": "unbound.service",
    "dovecot-imapd": "dovecot.service",
    "prometheus-blackbox-exporter": "prometheus-blackbox-exporter.service",
    "prometheus": "prometheus.service",
    "prometheus-alertmanager": "prometheus-alertmanager.service",
}

PROFILES = {"run": RUN, "test": TEST, "bench": BENCH}


def venv_need() -> tuple[Need, ...]:
    """Return what this Python lacks for making .venv; a minimal Debian ships Python without ensurepip."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return ()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (
        Need((f"python{version}-venv", "python3-venv"), f"/usr/lib/python{version}/ensurepip/__init__.py"),
    )


def absent(needs: Sequence[Need]) -> list[Need]:
    """Return the needs whose proof is not found."""
    return [need for need in needs if not need.is_there()]
