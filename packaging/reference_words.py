"""What the keys of an inventory mean, where their types do not say it; and an example of each probe kind."""

from app.model.quantity import Unit

HEAD = """# Inventory reference

Written by `packaging/reference.py` from the types that read the file; do not edit. The [guide](guide.md)
explains how the parts work together; `resources/inventories/example.yaml` shows them in one file;
`nocwall schema` prints the same as a JSON Schema for editors; `nocwall validate FILE` names every error with
its place and remedy.

The file is YAML 1.2: `no`, `on` and `yes` are texts, a key given twice is an error. Durations are texts with
a unit (`200ms`, `10s`, `5m`, `1h`, `1d`) or a number of seconds. A folder of `*.yaml` files is read as one
inventory. The nearer place wins: check, then class, then `defaults`.
"""

RULES = """A rule names a series of its check. Of a series with instances (disks, interfaces) all are judged;
`disk_used:/var` names one. Limits are numbers in the series' base unit, or texts with a unit: `400ms`, `90%`,
`10GB`, `5k`.
"""

UNITS = {
    Unit.SECONDS: "seconds",
    Unit.RATIO: "ratio, shown as per cent",
    Unit.BYTES: "bytes",
    Unit.BYTES_PER_SECOND: "bytes a second",
    Unit.PER_SECOND: "a second",
    Unit.COUNT: "count",
    Unit.DAYS: "days",
    Unit.NONE: "",
}

SHORT_FORMS = {
    "file.defaults": "timing",
    "file.classes": "class: timing",
    "file.targets": "a list of targets",
    "file.channels": "a list of channels",
    "timing.flapping": "`off` or `{high: 0.5, low: 0.25}`",
    "file.listen": "`{address: …, port: …}`",
    "listen.tls": "`{certificate: …, key: …}`",
    "file.grouping": "a list of groupings",
    "grouping.by": "a list of `target`, `check`, `element`, `rule`, `error`, `metric`, `label:NAME`",
    "grouping.match": "text or list of texts",
    "target.runbook_steps": "a list of texts",
    "target.players": "text, or `{critical: …, warning: …, unknown: …}`",
    "class.players": "text, or `{critical: …, warning: …, unknown: …}`",
    "file.routes": "a list of routes",
    "file.escalations": "`{NAME: [{after: …, channels: […]}, …]}`",
    "file.hours": "`{NAME: {days: …, from: …, to: …}}`, or a list of such",
    "file.desktop": "`{repeat: …, quiet: …, sound: …}`",
    "route.match": "text or list of texts",
    "route.channels": "a list of channels",
    "step.channels": "a list of channels",
    "stretch.days": "text or list",
    "file.timezone": "text",
    "file.maintenance": "a list of windows",
    "file.walls": "a list of walls",
    "wall.pages": "a list of pages",
    "wall.dim": "`{from: …, to: …, level: …}`",
    "page.match": "text or list of texts",
    "page.cells": "a list of cells",
    "page.figures": "a list of series",
    "cell.match": "text or list of texts",
    "cell.at": "`[column, row]`",
    "cell.span": "`[columns, rows]`",
    "dim.from": '`"22:00"`',
    "dim.to": '`"06:00"`',
    "file.inhibit": "a list of inhibitions",
    "maintenance.match": "text or list of texts",
    "maintenance.days": "text or list",
    "maintenance.at": '`"02:00"`',
    "maintenance.start": '`"2026-12-01 02:00"`',
    "maintenance.end": '`"2026-12-01 04:00"`',
    "maintenance.first": '`"2026-12-01"`',
    "maintenance.last": '`"2026-12-31"`',
    "inhibit.source": "text or list of texts",
    "inhibit.target": "text or list of texts",
    "desktop.sound": "`{NAME: all | critical | none}`",
    "file.deadman": "`{every: …, file: …, url: …, peers: …}`",
    "deadman.url": "text or `{secret: name}`",
    "deadman.peers": "a list of peers",
    "target.checks": "a list of checks",
    "target.labels": "name: value",
    "target.depends_on": "a list of target ids, `{any: [a, b]}` or `{at_least: 2, of: [a, b, c]}`",
    "check.probe": "`{kind: …}`",
    "check.rules": "a list of rules",
    "command.environment": "name: text or `{secret: name}`",
    "command.units": "label: `s`, `ratio`, `B`, `B/s`, `1/s`, `count`, `d`",
    "http.query": "name: text or `{secret: name}`",
    "http.headers": "name: text or `{secret: name}`",
    "websocket.headers": "name: text or `{secret: name}`",
    "grpc.metadata": "name: text or `{secret: name}`",
    "http.json_body": "any value",
    "http.form": "name: text or `{secret: name}`",
    "http.basic": "`{user: …, password: {secret: …}}`",
    "http.digest": "`{user: …, password: {secret: …}}`",
    "http.sign.put": "`{header: …}`, `{query: …}` or `{field: …}`, beside it `prefix`",
    "http.sign.timestamp": "`{header: …}`, `{query: …}` or `{field: …}`, beside it `form`",
    "http.sign.nonce": "`{header: …}`, `{query: …}` or `{field: …}`",
    "http.status": "a list of numbers and ranges",
    "http.body_match": "text or a list of texts",
    "http.body_not_match": "text or a list of texts",
    "http.http_versions": "a list of 1.0, 1.1, 2",
    "snmp.get.unit": "`s`, `ratio`, `B`, `B/s`, `1/s`, `count`, `d`",
    "http.extract.unit": "`s`, `ratio`, `B`, `B/s`, `1/s`, `count`, `d`",
    "http.json.equals": "text, number, true, false or null",
    "http.json.not": "text, number, true, false or null",
    "threshold.warning": "a number or a text with a unit",
    "threshold.critical": "a number or a text with a unit",
    "threshold.recovery": "a number or a text with a unit",
    "rate.warning": "a number or a text with a unit",
    "rate.critical": "a number or a text with a unit",
    "rate.recovery": "a number or a text with a unit",
    "ratio.warning": "a share, as `5%`",
    "ratio.critical": "a share, as `5%`",
    "ratio.recovery": "a share, as `5%`",
    "burn.objective": "a share, as `99.9%`",
    "burn.windows": "a list of `{burn: 14.4, long: 1h, short: 5m, level: critical}`",
    "rule.peer.pool": "`{label: NAME}` or a list of target ids",
    "rule.peer.share": "a share, as `50%`",
    "rule.peer.apart": "a number or a text with a unit",
    "volume.least": "a number or a text with a unit",
    "volume.warning": "a share, as `60%`",
    "volume.critical": "a share, as `60%`",
    "volume.recovery": "a share, as `60%`",
    "volume.floor": "a number or a text with a unit",
    "composite.all": "a list of `target/check` or `target/check#rule`",
    "composite.any": "a list of `target/check` or `target/check#rule`",
    "composite.of": "a list of `target/check` or `target/check#rule`",
    "channel.min_severity": "warning, critical",
}

PLACEHOLDERS = (
    "`{title}`, `{body}`, `{cause}`, `{id}`, `{level}`, `{severity}`, `{target}`, `{element}`, `{owner}`, "
    "`{team}`, `{since}`, `{age}`, `{runbook}`, `{kind}`, `{channel}`, `{label.NAME}`"
)
HOST = "Name or address"
PORT = "Port"
FAMILY = "Which addresses of the name are used"
TLS = "How TLS is spoken"
LIMITS = "Limits of single phases beside the timeout"
MAIL = {
    "host": HOST,
    "port": PORT,
    "security": "`tls` from the first byte on; `starttls` after both have agreed to, which they must, or may",
    "tls": TLS,
    "login": "Log in; the password is never sent in clear unless `security` is `none`",
    "family": FAMILY,
    "limits": LIMITS,
}

MEANINGS = {
    "file.references": "Whether gateways and name servers of this machine tell that it is cut off, too",
    "file.title": "Shown in the wall's header",
    "file.defaults": "Timing of every check that says nothing else",
    "file.classes": "Timing of the checks of one class of element",
    "file.targets": "What is watched",
    "file.listen": "Where heartbeats are taken; without it nothing listens",
    "listen.address": "An IP address of this machine; `0.0.0.0` is all of them",
    "listen.port": "Port",
    "listen.tls": "Take HTTPS, and nothing else",
    "listen.tls.certificate": "File of the certificate, with its chain",
    "listen.tls.key": "File of its key",
    "file.grouping": "Which alerts become one incident; without it, those of one target",
    "file.reopen_within": "For how long after its end an incident goes on instead of a new one; 0: never",
    "grouping.match": "Matchers; without them any alert is meant. The first entry that matches counts",
    "grouping.by": "What alerts of one incident have in common",
    "grouping.within": "How long after the newest alert another may join; without it as long as it is open",
    "class.weight": "`vital`, `high`, `normal` or `low`, for targets of the class that say nothing else",
    "target.weight": "`vital`, `high`, `normal` or `low`; an incident is as severe as what it hits",
    "target.players": "What support may tell players; one text: of a fault. Default: its class's, else ours",
    "class.players": "The same for targets of the class that say nothing else; `{name}` is the target's name",
    "target.runbook_steps": "What to do, step by step; each can be ticked in the incident",
    "file.routes": "Who is told of what, in this order; without routes every channel is told of everything",
    "file.escalations": "Steps by which others are told while nobody has an incident",
    "file.hours": "Hours of the week with a name, in the time zone of the wall",
    "file.desktop": "When this program's own pop-ups and sound come, and again",
    "file.group_interval": "Least time until channels are told that a group of failures has grown",
    "route.match": "Matchers, all of which must hold for one alert of the incident; none: everything",
    "route.channels": "Who is told; `desktop` may be among them, and is then told by routes only",
    "route.repeat": "Remind its channels so often while it lasts and nobody has it; default: never",
    "route.wait": "Time from the incident's beginning to the first notice",
    "route.escalate": "The escalation that begins with it",
    "route.hours": "The route counts in these hours only; else the next one is asked",
    "route.quiet": "Nobody is told in these hours; what still lasts when they end is told then, once",
    "route.continue": "Ask the routes below as well",
    "step.after": "Time for which nobody had it, counted from the incident's beginning",
    "step.channels": "Who is told then; who knows it already is told once more",
    "step.repeat": "Remind these so often from then on",
    "stretch.days": "On which it begins: `mon-fri`, `sat,sun`; default: each day",
    "stretch.from": "Begin, by the clocks on the wall",
    "stretch.to": "End; at or before `from` it is that of the next day",
    "stretch.except": "What is as bad as this is told in quiet hours all the same",
    "desktop.repeat": "Show and sound a critical alarm again that nobody took, or `never`",
    "desktop.quiet": "No pop-up and no sound in these hours",
    "desktop.pop_ups": "`not_over_walls`: none where a kiosk's wall fills its screen, is seen and shows it; "
    "`not_over_full_screens`: nor where a desk's window does; `always`: there, too",
    "desktop.sound": "What is heard in which hours; the first that are now count",
    "file.timezone": "Zone of maintenance windows and hours, as `Europe/Malta`; default: this machine's",
    "file.maintenance": "Work that is planned: what fails then is shown as such, and told to nobody",
    "file.inhibit": "Alerts that keep others from being told while they fire",
    "file.walls": "Walls of rooms: pages in turn, each on its screen; without it the wall stays on one page",
    "wall.name": "A name of its own",
    "wall.pages": "What is shown, in this order",
    "wall.screen": "Name of the screen that it stays on, or its maker, model and serial number; default: any",
    "wall.distance": "Metres from which it is read: the type grows with it, and less is shown",
    "wall.screen_width": "Metres; where the screen does not tell its own width, or a wrong one",
    "wall.dim": "Hours in which it is darker",
    "page.kind": "What is shown",
    "page.title": "What the page is called; default: as pages of its kind are",
    "page.class": "Of kinds `element`, `network_map`, `response_times`, `error_stream`: only this class",
    "page.match": "Matchers of targets, checks, elements or labels: only these are shown; default: all",
    "page.check": "Of kind `big_number`: the check whose value is shown, as `target/check`",
    "page.figures": "Of `provider`, `payments`: up to six series; default: those of the business, then times",
    "page.series": "Its series, or of kind `response_times` the one of all; default: `response_time`",
    "page.columns": "Of kind `grid`: into how many columns its room is parted",
    "page.rows": "The same of rows",
    "page.cells": "Of kind `grid`: its widgets; none may lie over another",
    "cell.widget": "What is shown",
    "cell.at": "Where its upper left corner is, both counted from 1",
    "cell.span": "How many columns and rows it takes",
    "cell.title": "What it is called; default: as its check or class is",
    "cell.class": "Of widgets `state`, `class`, `errors`: the class that is shown",
    "cell.match": "Of all but `chart`, `clock`, `text`: only checks that match are shown",
    "cell.check": "Of widgets `number`, `chart`, `state`: the check, as `target/check`",
    "cell.series": "Of widgets `number`, `chart`: its series; default: `response_time`",
    "cell.count": "Of widget `number`: how many checks are so, or how many incidents are open or nobody's",
    "cell.text": "Of widget `text`: what it says, such as a number to call",
    "page.count": "Of kind `big_number`: how many checks are so, or how many incidents are open or nobody's",
    "page.dwell": "How long it is shown",
    "page.dwell_bad": "The same while something on it is bad; default: twice as long",
    "dim.from": "When it becomes darker, in the zone of `timezone`",
    "dim.to": "When it becomes light again; may lie on the next day",
    "dim.level": "How much of the light is left",
    "maintenance.name": "A name of its own; it is shown on what is in the window",
    "maintenance.match": "Matchers of targets, checks, elements or labels, all of which must hold",
    "maintenance.reason": "What is done then",
    "maintenance.owner": "Who does it",
    "maintenance.at": "Time of day at which it begins again and again",
    "maintenance.lasts": "How long it lasts, by time that passes and not by what clocks show; at most 31d",
    "maintenance.days": "Days of the week: `mon-fri`, `sat,sun`; default: each day",
    "maintenance.month_days": "Days of the month; `-1` is the last one",
    "maintenance.nth": "With `days`: only the n-th such day of a month; `-1` is the last one",
    "maintenance.every_weeks": "With `first`: each n-th week, counted from that of `first`",
    "maintenance.first": "Not before this day",
    "maintenance.last": "Not after this day",
    "maintenance.start": "Begin of work that is done once",
    "maintenance.end": "Its end, or `lasts`; of a flexible window the end of its frame",
    "maintenance.flexible": "It begins with the first alert that fires between `start` and `end`",
    "inhibit.source": "Matchers of alerts that keep others back",
    "inhibit.target": "Matchers of alerts that are kept back; of two that match both sides neither is",
    "inhibit.equal": "Labels that must be equal on both sides",
    "file.deadman": "Who outside is told that this monitor lives; without it nobody is",
    "deadman.name": "What this monitor calls itself; needed with `peers`, else the machine's name",
    "deadman.every": "How often it is told, 1 s to 1 h; three that are lost in a row are an alarm of ours",
    "deadman.file": "A file that is replaced by each heartbeat: JSON, see the guide",
    "deadman.url": "Called with each heartbeat; any 2xx is an acceptance",
    "deadman.method": "`POST` sends the heartbeat's JSON",
    "deadman.fail": "Call `url` with `/fail` behind its path while we are blind, overloaded or broken",
    "deadman.peers": "Other Nocwalls that are told, each by a `peer` check of its own",
    "peer-address.url": "Where it listens, such as `http://wall-b:8765`",
    "peer-address.secret": "The same on both sides, 16 signs or more; it never travels",
    "peer-address.ca_file": "PEM file of the authority of its certificate; default: the system's",
    "file.channels": "Who else is told, beside tray, pop-up and sound",
    "timing.flapping": "When good and bad in turn become one alarm",
    "timing.flapping.high": "Share of the newest 21 results that differ from the one before: here it begins",
    "timing.flapping.low": "Below this share it ends",
    "target.class": "Where it stands on the wall",
    "target.checks": "The questions to it, at least one",
    "target.name": "What people read and say; default: the id",
    "target.labels": "For people; `reference` marks two or more that tell whether this monitor is cut off",
    "check.probe": "What is asked; see the probe kinds",
    "check.id": "Unique within its target; default: the probe's kind. History hangs on it",
    "check.name": "What people read and say; default: the target's name, with the id where it has several",
    "check.rules": "What counts as bad beside no answer",
    "check.enabled": "`false`: known, but neither run nor judged; its open problem is withdrawn",
    "channel.id": "Unique; not `desktop` or `sound`",
    "channel.min_severity": "The least severity that is told",
    "channel.title": f"What a notice is called there, with {PLACEHOLDERS}; default `{{title}}`",
    "channel.body": "What it says below, with the same placeholders; default `{body}`",
    "channel.webhook.url": "Told problems and recoveries are sent there by POST",
    "channel.webhook.secret": "Name of the secret with which the body is signed (`X-Nocwall-Signature`)",
    "channel.apprise.url": "The whole address for [Apprise](https://appriseit.com/services/), as a secret",
    "channel.alertmanager.urls": "Alertmanagers; each is sent everything, and one that takes it is enough",
    "channel.alertmanager.generator_url": "What `generatorURL` is; default: the target's `runbook`",
    "channel.alertmanager.user": "User of basic authentication",
    "channel.alertmanager.password": "Its password",
    "channel.alertmanager.token": "Token that goes along as `Authorization: Bearer`",
    "threshold.metric": "The series",
    "threshold.warning": "Beyond it: warning. At least one of `warning` and `critical` is given",
    "threshold.critical": "Beyond it: critical",
    "threshold.recovery": "Good again only at this value; default: the mildest limit",
    "threshold.below": "`true`: small values are the bad ones",
    "threshold.name": "Name of the rule where two judge the same series",
    "baseline.metric": "The series",
    "baseline.width": "Half width of the band, in robust standard deviations",
    "baseline.window": "How far back the band reaches",
    "baseline.min_points": "Points before it judges",
    "baseline.critical": "`true`: a deviation is critical, not a warning",
    "baseline.below": "`true`: also judge falling under the band",
    "baseline.name": "Name of the rule where two judge the same series",
    "rate.metric": "The series",
    "rate.warning": "A faster change: warning. At least one of `warning` and `critical` is given",
    "rate.critical": "A faster change: critical",
    "rate.recovery": "Good again only at this change; default: the mildest limit",
    "rate.per": "The time that the limits are for",
    "rate.over": "The change over so much time counts; half of it must be known",
    "rate.direction": "Whether rising or falling is bad",
    "rate.counter": "`true`: it counts up; where it is smaller, it began anew",
    "rate.name": "Name of the rule where two judge the same series",
    "absence.metric": "The series",
    "absence.after": "Without a value for longer, while there are answers: bad",
    "absence.level": "How bad",
    "absence.name": "Name of the rule where two judge the same series",
    "ratio.bad": "The series of bad events; default: the check's own runs that failed",
    "ratio.total": "The series of all events; given if `bad` is",
    "ratio.counter": "`true`: both count up; `false`: each value is the amount since the run before",
    "ratio.warning": "A larger share: warning. At least one of `warning` and `critical` is given",
    "ratio.critical": "A larger share: critical",
    "ratio.recovery": "Good again only at this share; default: the mildest limit",
    "ratio.window": "The events of so much time count",
    "ratio.least": "Fewer events prove nothing",
    "ratio.name": "Name of the rule where two judge the same series",
    "burn.objective": "The share that is to be good, as `99.9%`",
    "burn.bad": "The series of bad events; default: the check's own runs that failed",
    "burn.total": "The series of all events; given if `bad` is",
    "burn.counter": "`true`: both count up; `false`: each value is the amount since the run before",
    "burn.windows": "Pairs of windows; default: 14.4 over 1 h and 5 min, 6 over 6 h and 30 min, both "
    "critical, 1 over 3 d and 6 h, a warning",
    "burn.windows.burn": "So many times faster than the budget allows, over both windows: bad",
    "burn.windows.long": "The window that says that it matters",
    "burn.windows.short": "The window that says that it still goes on",
    "burn.windows.level": "How bad",
    "burn.least": "Fewer events in the long window prove nothing",
    "burn.name": "Name of the rule where there are two",
    "rule.peer.metric": "The series",
    "rule.peer.pool": "The others: targets with the same value of a label, or the targets of a list. Of each "
    "the check with the same id counts, else its only one of the same kind",
    "rule.peer.direction": "On which side of the others it is bad",
    "rule.peer.width": "How far from their median it may be, in robust standard deviations of theirs",
    "rule.peer.share": "The same as a share of their median; the largest of the three counts",
    "rule.peer.apart": "The same in the series' unit",
    "rule.peer.least": "Fewer peers with a fresh value prove nothing",
    "rule.peer.level": "How bad",
    "rule.peer.name": "Name of the rule where two judge the same series",
    "volume.metric": "The series",
    "volume.least": "Where less is usual the rule proves nothing",
    "volume.warning": "Below this share of the usual: warning",
    "volume.critical": "Below this share of the usual: critical",
    "volume.recovery": "Good again only at this share; default: the mildest limit",
    "volume.floor": "Below this amount it is critical, whatever is usual",
    "volume.counter": "`true`: it counts up, and its increase is meant; where it is smaller, it began anew",
    "volume.per": "The time that a counter's amounts are for",
    "volume.over": "The amount of so much time counts; half of it must be known",
    "volume.name": "Name of the rule where two judge the same series",
    "composite.all": "Bad while all of these checks are",
    "composite.any": "Bad while one of these checks is",
    "composite.of": "Bad while `at_least` so many of these checks are",
    "composite.at_least": "How many of `of`",
    "composite.bad_at": "The least confirmed problem of theirs that counts",
    "composite.level": "How bad it is then",
    "composite.name": "Name of the rule where there are two",
    "command.argv": "The program with its whole path, then its words, each an entry of its own",
    "command.environment": "Variables beside `PATH` and `LANG`; a value may be a secret",
    "command.directory": "Folder in which it runs",
    "command.units": "Units of labels, for limits with units: `{time: s, /var: B, usage: ratio}`",
    "dns.name": "The name that is asked for",
    "dns.record": "Type of the record",
    "dns.resolver": "Name server; default: the first one of this machine",
    "dns.port": f"{PORT}; default: 53, with TLS 853",
    "dns.transport": "How it is asked; `udp` turns to TCP by itself where an answer is cut",
    "dns.tls": "How the connection is secured with `transport: tls`",
    "dns.expected": "Answers, as zone files write them",
    "dns.match": "`all`: each of `expected` must come; `any`: one of them; `exact`: these and no others",
    "dns.rcode": "The outcome that is good; with another than `NOERROR` no answers are expected",
    "dns.authoritative": "`true`: the server must be one of the zone's own",
    "dns.authentic": "`true`: the server must have validated the answer (DNSSEC)",
    "dns.recursion": "`false`: the server shall not ask others",
    "dns.room": "Bytes of an answer over UDP that are taken; 0: 512, without EDNS",
    "http.url": "Address, with `http` or `https`; a user belongs under `basic`",
    "http.method": "Method",
    "http.query": "Fields that are added to the query of the url; a value may be a secret",
    "http.headers": "Further headers; a value may be a secret",
    "http.body": "Text that is sent",
    "http.json_body": "A value that is sent as JSON, in place of `body`; `{secret: name}` in it is filled in",
    "http.form": "Fields that are sent as a form, in place of `body`",
    "http.basic": "User and password; of `basic`, `bearer`, `digest` and `oauth2` one may be given",
    "http.bearer": "Token",
    "http.digest": "User and password for a digest (MD5, SHA-256, SHA-512-256)",
    "http.oauth2": "Client credentials, with which a token is fetched; checks that ask alike share it",
    "http.sign": "How the request is signed",
    "http.status": "Status codes that are good",
    "http.answer_headers": "Conditions on the headers of the answer; all must hold",
    "http.body_match": "Regular expressions that the body must hold",
    "http.body_not_match": "Regular expressions that the body must not hold",
    "http.min_size": "Bytes that the body has at least, unpacked",
    "http.max_size": "Bytes that the body has at most",
    "http.json": "Conditions on a JSON answer; all must hold",
    "http.extract": "Further series from a JSON answer",
    "http.follow_redirects": "`false`: a redirect is the answer",
    "http.max_redirects": "Redirects that are followed, 1 to 5",
    "http.verify": "`false`: any certificate is taken",
    "http.ca_file": "Authority that is trusted in place of the system's",
    "http.client_certificate": "File of our certificate",
    "http.client_key": "File of its key",
    "http.server_name": "Name in the TLS handshake and the certificate, where it is not the host",
    "http.min_tls": "The oldest TLS version that is taken",
    "http.http_version": "The HTTP version that is asked for",
    "http.http_versions": "HTTP versions of the answer that are good; none: any",
    "http.family": FAMILY,
    "http.kept": "`true`: the connection is kept for the next run",
    "http.proxy": "A proxy; those of the environment are never used",
    "http.limits": "Limits of single phases beside `timeout`",
    "http.max_body": "Bytes that are read; more is an error",
    "http.basic.user": "User",
    "http.basic.password": "Password, by name",
    "http.digest.user": "User",
    "http.digest.password": "Password, by name",
    "http.oauth2.token_url": "Where the token comes from",
    "http.oauth2.client_id": "Who asks",
    "http.oauth2.client_secret": "Its secret, by name",
    "http.oauth2.scope": "Scopes, with spaces between them",
    "http.oauth2.audience": "For whom the token is",
    "http.oauth2.auth_style": "Whether id and secret stand in the header or in the form",
    "http.sign.algorithm": "How",
    "http.sign.put": "Where the signature is put; `prefix` stands before it",
    "http.sign.template": "The text that is signed, with `{method}`, `{host}`, `{path}`, `{query}`, "
    "`{sorted_query}`, `{body}`, `{body_sha256}`, `{timestamp}`, `{nonce}`, `{key}`",
    "http.sign.key": "The key, by name; of `rsa-sha256` a private key as PEM",
    "http.sign.key_file": "File of the private key, in place of `key`",
    "http.sign.key_form": "How the key is written",
    "http.sign.encoding": "How the signature is written",
    "http.sign.timestamp": "Where the time is put; `form`: seconds, milliseconds, iso",
    "http.sign.nonce": "Where a number used once is put",
    "http.proxy.url": "Address, with `http`",
    "http.proxy.user": "User, where it asks for one",
    "http.proxy.password": "Password, by name",
    "http.limits.connect": "Of connecting",
    "http.limits.tls": "Of the TLS handshake",
    "http.limits.read": "Of the answer, from asking until it is whole",
    "http.answer_headers.name": "The header",
    "http.answer_headers.exists": "`false`: it must not be there",
    "http.answer_headers.equals": "The value that it must have",
    "http.answer_headers.matches": "A regular expression that its value must hold",
    "http.answer_headers.not_matches": "One that its value must not hold",
    "http.json.path": "Where it stands: `data.items[0].id`; `[*]`: each of a list; `.length`: its size",
    "http.json.equals": "The value that it must be",
    "http.json.not": "A value that it must not be",
    "http.json.one_of": "Values of which it must be one",
    "http.json.min": "The least number",
    "http.json.max": "The largest number",
    "http.json.above": "A number that it must exceed",
    "http.json.below": "A number that it must stay below",
    "http.json.matches": "A regular expression that it must hold",
    "http.json.not_matches": "One that it must not hold",
    "http.json.type": "What it must be",
    "http.json.length": "How many signs or entries it must have",
    "http.json.exists": "Whether it must be there",
    "http.json.each": "With `[*]` in the path: whether all must fit or any; no entry at all is missing",
    "http.json.code": "Path of the other side's error code, shown when the condition does not hold",
    "http.json.message": "Path of the other side's error message, shown with it",
    "http.extract.name": "Name of the series",
    "http.extract.path": "Where its number stands",
    "http.extract.unit": "Unit of the number after `factor`; default: none",
    "http.extract.title": "What people read; default: the name",
    "http.extract.factor": "Multiplier; 0.001 makes milliseconds seconds",
    "heartbeat.every": "How often it reports",
    "heartbeat.grace": "How much later than that a report may come",
    "heartbeat.name": "Reports come by `GET` or `POST /beat/NAME` where `listen` says",
    "heartbeat.token": "Whoever reports sends it as `Authorization: Bearer …`",
    "heartbeat.file": "In place of a name: a file that the job touches",
    "peer.name": "What the other one calls itself: `name` in its `deadman` section",
    "peer.secret": "The same on both sides, 16 signs or more",
    "peer.silent_after": "How old its newest sign of life may be; three times its `every` is a good measure",
    "icmp.host": HOST,
    "icmp.count": "Pings in a run, 1 to 20",
    "icmp.interval": "Time between them",
    "icmp.wait": "An answer later than this counts as lost",
    "icmp.size": "Bytes of payload, up to 8,972",
    "icmp.ttl": "Routers that it may pass; default: as the system has it",
    "icmp.dont_fragment": "`true`: a router for which it is too large shall say so",
    "icmp.family": FAMILY,
    "local.mounts": "Mount points whose space is read; none: all of real disks",
    "log.path": "The file; it is followed across rotation",
    "log.match": "A regular expression; lines that hold it are errors",
    "log.ignore": "A regular expression; lines that hold it are not",
    "log.window": "Over which time errors are counted",
    "node_exporter.url": "The exposition page",
    "node_exporter.mounts": "Mount points whose space is read; none: all real ones",
    "postgres.host": "Name or address",
    "postgres.port": PORT,
    "postgres.user": "User",
    "postgres.password": "Password, by name",
    "postgres.database": "Database",
    "postgres.query": "The first column of its first row becomes `query_value`",
    "redis.host": HOST,
    "redis.port": PORT,
    "redis.user": "User, where there are users",
    "redis.password": "Password, by name",
    "redis.key": "A key whose value becomes `query_value`",
    "redis.fields": "Further numbers of INFO, each as the series `info:FIELD`",
    "a2s.host": HOST,
    "a2s.port": PORT,
    "a2s.name_match": "A regular expression that the server's name must hold",
    "a2s.map_match": "A regular expression that the map's name must hold",
    "a2s.list_players": "`true`: also count the list of players",
    "a2s.family": FAMILY,
    "ntp.host": HOST,
    "ntp.port": PORT,
    "ntp.max_stratum": "How far from its source the server may be, 1 to 15",
    "ntp.family": FAMILY,
    "snmp.host": HOST,
    "snmp.port": PORT,
    "snmp.version": "`3` has a user, the others a community",
    "snmp.community": "Community, by name; default: `public`",
    "snmp.user": "User, with version 3",
    "snmp.hash": "How questions are signed and keys are made, with version 3",
    "snmp.password": "Password by which questions are signed, by name; none: they are not",
    "snmp.privacy": "Password by which they are encrypted (AES-128), by name; none: they are not",
    "snmp.get": "Values beside the uptime; one that is not there is an error",
    "snmp.family": FAMILY,
    "snmp.get.oid": "Object identifier with its instance, in numbers",
    "snmp.get.name": "Name of the series",
    "snmp.get.unit": "Unit of the number after `factor`; default: none",
    "snmp.get.title": "What people read; default: the name",
    "snmp.get.factor": "Multiplier; 8 makes bytes bits",
    "snmp.get.rate": "`true`: a counter, of which the growth a second is the series",
    "snmp.get.match": "A regular expression that the value, as text, must hold",
    "udp.host": HOST,
    "udp.port": PORT,
    "udp.send": "Text that is sent",
    "udp.send_hex": "The same as hexadecimal digits, in place of `send`",
    "udp.expect": "A regular expression that the answer must hold",
    "udp.expect_hex": "Bytes that the answer must hold; without both, not being refused is enough",
    "udp.attempts": "How often it is sent, 1 to 5, until the expected answer comes",
    "udp.wait": "How long a refusal is waited for where no answer is expected",
    "udp.family": FAMILY,
    "tcp.host": HOST,
    "tcp.port": PORT,
    "tcp.banner": "A text that the first line must hold; empty: connecting is enough",
    "tcp.dialogue": "Steps, one after the other; excludes `banner`",
    "tcp.tls": "TLS from the first byte on, or from a step `starttls` on",
    "tcp.max_bytes": "Bytes that the dialogue reads; more is an error",
    "tcp.dialogue.expect": "A regular expression that one of the next lines must hold",
    "tcp.dialogue.send": "Text that is then said as it stands, with `\\r`, `\\n`, `\\t`, `\\0`, `\\xNN`, and "
    "`${1}` for what the first group of the last `expect` held; or `{secret: name}`",
    "tcp.dialogue.starttls": "`true`: then go on in TLS",
    "tcp.family": FAMILY,
    "tcp.limits": LIMITS,
    "tls settings.verify": "`false`: any certificate is taken",
    "tls settings.ca_file": "Authority that is trusted in place of the system's",
    "tls settings.server_name": "Name that is asked for and verified; default: the host",
    "tls settings.client_certificate": "File of our certificate",
    "tls settings.client_key": "File of its key, where it is not in the same one",
    "tls settings.min_version": "The oldest version that is good; default: 1.2",
    "limits of phases.connect": "Longest time for the connection",
    "limits of phases.tls": "Longest time for the TLS handshake",
    "limits of phases.read": "Longest time for one answer, from asking until it is whole",
    "log-in.user": "User",
    "log-in.password": "Password, by name",
    "tls.host": HOST,
    "tls.port": PORT,
    "tls.starttls": "The protocol that is spoken in clear before TLS",
    "tls.tls": TLS,
    "tls.names": "Names that the certificate must be for, all of them",
    "tls.fingerprint": "SHA-256 fingerprints, of which the server's own certificate must have one",
    "tls.alpn": "Protocols of which the server must choose one",
    "tls.family": FAMILY,
    "tls.limits": LIMITS,
    "ssh.host": HOST,
    "ssh.port": PORT,
    "ssh.match": "A regular expression that the banner must hold",
    "ssh.family": FAMILY,
    "ssh.limits": LIMITS,
    **{f"{kind}.{key}": meaning for kind in ("smtp", "imap", "pop3") for key, meaning in MAIL.items()},
    "websocket.url": "Address, with `ws` or `wss`",
    "websocket.headers": "Further headers of the upgrade; a value may be a secret",
    "websocket.protocols": "Subprotocols of which the server must choose one",
    "websocket.send": "A text that is sent as the first message",
    "websocket.expect": "A regular expression that one of the messages must hold; `.`: any message",
    "websocket.ping": "`true`: ping, and wait for the answer",
    "websocket.tls": TLS,
    "websocket.family": FAMILY,
    "websocket.max_message": "Bytes of one message; more is an error",
    "websocket.limits": LIMITS,
    "grpc.host": HOST,
    "grpc.port": PORT,
    "grpc.service": "The service that is asked for; empty: the server as a whole",
    "grpc.authority": "Name in the request, where it is not the host with its port",
    "grpc.metadata": "Metadata of the call; a value may be a secret",
    "grpc.tls": "Speak TLS, and how; without it in clear",
    "grpc.family": FAMILY,
    "grpc.limits": LIMITS,
    "smtp.ehlo": "Our name in EHLO",
    "smtp.mail_from": "Sender of an envelope that is tried and taken back; no letter is ever sent",
    "smtp.rcpt_to": "Its recipient",
}

EXAMPLES = {
    "command": """
probe:
  kind: command
  argv: [/usr/lib/nagios/plugins/check_disk, -w, 10%, -c, 5%, -p, /var]
  units: {/var: B}
rules: [{kind: threshold, metric: "perf:/var", warning: 400GB}]
""",
    "dns": """
probe: {kind: dns, name: casino.example.com, record: A, resolver: 192.0.2.53, expected: [192.0.2.10]}
""",
    "http": """
probe:
  kind: http
  url: https://games.example.com/kestrin/catalogue
  headers: {X-Api-Key: {secret: kestrin-key}}
  json:
    - {path: success, equals: true, code: error.code, message: error.message}
    - {path: "games[*].state", one_of: [live, soon]}
  extract: [{name: games, path: games.length, unit: count}]
rules:
  - {kind: threshold, metric: response_time, warning: 400ms, critical: 2s, recovery: 300ms}
  - {kind: threshold, metric: games, below: true, warning: 400}
  - {kind: threshold, metric: certificate_days, below: true, warning: 21d, critical: 7d}
""",
    "peer": """
probe: {kind: peer, name: Wall B, secret: {secret: walls}}
""",
    "heartbeat": """
probe: {kind: heartbeat, name: nightly-backup, token: {secret: backup-token}, every: 1d, grace: 1h}
""",
    "icmp": """
probe: {kind: icmp, host: 192.0.2.1, count: 5}
rules: [{kind: threshold, metric: loss, warning: 10%, critical: 50%, recovery: 2%}]
""",
    "local": """
probe: {kind: local, mounts: [/, /var]}
rules: [{kind: threshold, metric: cpu, warning: 85%, critical: 97%, recovery: 75%}]
""",
    "log": """
probe: {kind: log, path: /var/log/casino/app-1.log, match: "ERROR|FATAL", window: 5m}
rules: [{kind: threshold, metric: log_errors, warning: 5, critical: 50, recovery: 1}]
""",
    "node_exporter": """
probe: {kind: node_exporter, url: "http://app-1.example.com:9100/metrics"}
rules: [{kind: threshold, metric: "disk_used:/", warning: 85%, critical: 95%}]
""",
    "postgres": """
probe: {kind: postgres, host: db-1.example.com, user: monitor, password: {secret: wallet-db}}
""",
    "redis": """
probe: {kind: redis, host: redis-1.example.com, fields: [evicted_keys]}
rules: [{kind: threshold, metric: memory_used, warning: 6GB, critical: 7.5GB}]
""",
    "grpc": """
probe: {kind: grpc, host: wallet.example.com, port: 443, service: wallet.v1.Wallet, tls: {}}
""",
    "imap": """
probe:
  kind: imap
  host: mail.example.com
  port: 993
  security: tls
  login: {user: monitor, password: {secret: mail}}
""",
    "pop3": """
probe: {kind: pop3, host: mail.example.com, port: 995, security: tls}
""",
    "smtp": """
probe:
  kind: smtp
  host: mx.example.com
  security: starttls
  mail_from: monitor@example.com
  rcpt_to: ops@example.com
""",
    "ssh": """
probe: {kind: ssh, host: app-1.example.com, match: OpenSSH_9}
""",
    "tcp": """
probe:
  kind: tcp
  host: redis-1.example.com
  port: 6379
  dialogue:
    - {send: 'PING\\r\\n'}
    - {expect: "^[+]PONG", send: 'QUIT\\r\\n'}
""",
    "tls": """
probe: {kind: tls, host: wallet.example.com, names: [wallet.example.com], tls: {min_version: "1.3"}}
""",
    "a2s": """
probe: {kind: a2s, host: arena-1.example.com, port: 27015, name_match: "^Arena"}
rules: [{kind: threshold, metric: places_taken, warning: 95%}]
""",
    "none": """
probe: {kind: none}
rules: [{kind: composite, at_least: 2, of: [front-1/http, front-2/http, front-3/http]}]
""",
    "ntp": """
probe: {kind: ntp, host: ntp-1.example.com}
rules:
  - {kind: threshold, metric: offset_size, warning: 50ms, critical: 500ms}
  - {kind: threshold, metric: root_dispersion, warning: 1s}
""",
    "snmp": """
probe:
  kind: snmp
  host: switch-1.example.com
  community: {secret: switches}
  get:
    - {oid: 1.3.6.1.2.1.31.1.1.1.6.1, name: uplink_in, rate: true, unit: B/s, title: Uplink in}
    - {oid: 1.3.6.1.2.1.2.2.1.8.1, name: uplink_state, match: "^1$"}
rules: [{kind: threshold, metric: uplink_in, warning: 100MB/s}]
""",
    "udp": """
probe:
  kind: udp
  host: voice.example.com
  port: 3478
  send_hex: "000100002112a4420102030405060708090a0b0c"
  expect_hex: "0101"
""",
    "websocket": """
probe:
  kind: websocket
  url: wss://live.example.com/tables
  send: '{"subscribe": "roulette-1"}'
  expect: '"type":\\s*"round"'
rules: [{kind: threshold, metric: first_message, warning: 1s, critical: 5s}]
""",
}
