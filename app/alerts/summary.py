"""The one decision that wall, tray and speaker follow."""

from collections.abc import Sequence

from app.alerts.ranks import below_troubles, figure, in_number, verdict
from app.alerts.situation import Situation, counted
from app.alerts.tally import Tally, aged
from app.model.board import Banner, CheckView, Rank, SoundState, Summary, Tone
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.phrase import NOTHING, Phrase, phrase
from app.model.ports import Muting
from app.model.quantity import age
from app.model.state import State
from app.model.verdict import Level

# An engine that is lost is started again within ten seconds; one that stays away is heard.
LOST_TONE_AFTER = 15.0
_CAN_MUTE = (SoundState.UNPROVED, SoundState.WORKING)
_LINES = {
    Rank.ENGINE_LOST: phrase("Nothing below is proved; it is being started again"),
    Rank.BLIND: phrase("Reference targets do not answer: nothing below is proved"),
    Rank.EMPTY: phrase("An inventory names what to watch"),
}


def summarise(
    checks: Sequence[CheckView] | Tally,
    incidents: Sequence[Incident],
    *,
    now: Moment,
    sound: SoundState = SoundState.UNPROVED,
    sound_proved: Moment | None = None,
    muting: Muting | None = None,
    known: frozenset[str] = frozenset(),
    banners: Sequence[Banner] = (),
    blind: bool = False,
    engine_lost: Moment | None = None,
) -> Summary:
    """Return the verdict over everything: headline, glyph, counts and what must be heard.

    ``checks`` as shown; the age of views is looked at anew, so a screen may ask with an old board and gets
    no green from it. Of a tally the ages are looked at by whoever keeps it. ``incidents``: the open ones.
    ``known``: ids told before this shell's session began, and not worse since: they are shown, not heard.
    ``engine_lost``: since when the engine is silent; then no check is proved. ``banners`` in state CRITICAL
    are troubles of this program.

    Tone: critical while a critical incident is open that nobody has, that no other incident explains and
    that is not silenced, in maintenance or known; else warning for a warning one. It lasts until taken or
    closed (not just recovering, for that is not proved yet). The speaker loops the critical tone and may play
    the warning tone sparsely. Warnings are counted, but only critical incidents "need someone". An
    unconfirmed bad result keeps its check's count and yet forbids "all good".
    """
    situation = counted(
        checks if isinstance(checks, Tally) else aged(checks, now),
        incidents,
        troubles=_troubles(sound, banners),
        blind=blind,
        lost=engine_lost is not None,
        now=now,
    )
    outcome = verdict(situation)
    sounding = _sounding(situation, known)
    tone = _tone(situation, sounding, engine_lost)
    muted = muting is not None and muting.until.mono > now.mono
    return Summary(
        rank=outcome.rank,
        glyph=outcome.glyph,
        taken=outcome.taken,
        headline=outcome.headline,
        line=_line(situation, outcome.rank),
        counts=situation.counts,
        tone=None if muted else tone,
        sounding=() if muted else tuple(incident.id for incident in sounding),
        sound=SoundState.MUTED if muted and sound in _CAN_MUTE else sound,
        muted_until=muting.until if muting is not None and muted else None,
        muted_by=muting.who if muting is not None and muted else "",
        sound_proved=sound_proved,
        newest=situation.newest,
        oldest=situation.oldest,
    )


def _troubles(sound: SoundState, banners: Sequence[Banner]) -> list[Phrase]:
    troubles = [banner.text for banner in banners if banner.state is State.CRITICAL]
    return [phrase("Sound does not work"), *troubles] if sound is SoundState.BROKEN else troubles


def _line(situation: Situation, rank: Rank) -> Phrase:
    """Return the sentence below the headline."""
    if rank in _LINES:
        return _LINES[rank]
    if rank is Rank.NEED_SOMEONE and situation.troubles:
        return situation.troubles[0]
    if rank is Rank.BROKEN:
        return below_troubles(situation).headline
    if situation.open or situation.maintained:
        return _open_line(situation)
    if situation.newest is None or situation.oldest is None:
        return NOTHING
    return phrase(
        "Newest result {newest} ago, oldest {oldest} ago",
        newest=age(situation.now.seconds_since(situation.newest)),
        oldest=age(situation.now.seconds_since(situation.oldest)),
    )


def _open_line(situation: Situation) -> Phrase:
    """Say how many are open; nothing is kept silent without a count."""
    maintained = len(situation.maintained)
    if not situation.open:
        return in_number(
            maintained,
            "{count} incident because of planned work",
            "{count} incidents because of planned work",
        )
    quiet = situation.silenced + maintained
    if quiet:
        return phrase(
            "{count} open, {quiet} silenced or in maintenance",
            count=figure(situation.open + maintained),
            quiet=figure(quiet),
        )
    return in_number(situation.open, "{count} incident open", "{count} incidents open")


def _sounding(situation: Situation, known: frozenset[str]) -> tuple[Incident, ...]:
    everything = (*situation.critical, *situation.warning, *situation.unproved)
    return tuple(i for i in everything if not i.cared_for and i.id not in known)


def _tone(situation: Situation, sounding: Sequence[Incident], engine_lost: Moment | None) -> Tone | None:
    away = engine_lost is not None and situation.now.seconds_since(engine_lost) > LOST_TONE_AFTER
    if away or any(incident.level is Level.CRITICAL for incident in sounding):
        return Tone.CRITICAL
    return Tone.WARNING if sounding else None
