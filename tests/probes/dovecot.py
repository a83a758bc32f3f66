"""A real Dovecot with IMAP and submission, for tests of mail checks."""

import grp
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.probes.servers import found, free_port, running, unprivileged
from tests.probes.web import Authority

PASSWORD = "right"

_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap submission
listen = 127.0.0.1
auth_failure_delay = 0
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{certificate}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
mail_location = maildir:{folder}/mail
hostname = mail.example
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {submission}
  }}
  inet_listener submissions {{
    ssl = yes
    port = {submissions}
  }}
}}
service stats {{
  chroot =
}}
"""


class Dovecot(NamedTuple):
    """Its ports, and the file of the authority behind its certificate, which is for 127.0.0.1."""

    imap: int
    imaps: int
    submission: int
    submissions: int
    authority: str


@contextmanager
def dovecot(folder: Path, relay: int = 9) -> Iterator[Dovecot]:
    """Run one until the block ends; mail would go to the SMTP server on the port ``relay``.

    ``folder`` is given to the user as whom it runs; it needs a way in from the root.
    """
    authority = Authority(folder)
    ports = [free_port() for _ in range(4)]
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    text = _CONFIGURATION.format(
        folder=folder,
        certificate=authority.issue(("127.0.0.1",)),
        user=user.pw_name,
        group=grp.getgrgid(user.pw_gid).gr_name,
        uid=user.pw_uid,
        gid=user.pw_gid,
        password=PASSWORD,
        relay=relay,
        **dict(zip(("imap", "imaps", "submission", "submissions"), ports, strict=True)),
    )
    file = folder / "dovecot.conf"
    file.write_text(text)
    for each in (folder, *folder.iterdir()):
        os.chown(each, user.pw_uid, user.pw_gid)
    command = [found("dovecot", "usr/sbin"), "-F", "-c", str(file)]
    with running(command, ports[0], folder, **unprivileged()):
        yield Dovecot(ports[0], ports[1], ports[2], ports[3], str(authority.file))
