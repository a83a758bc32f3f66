import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.alerts.summary import summarise
from app.model.board import Banner, CheckView, Glyph, Rank, SoundState, Tone
from app.model.incident import Incident
from app.model.phrase import phrase
from app.model.ports import Muting
from app.model.state import State
from app.model.verdict import Level
from tests.alerts.making import at, incident, view

MUTED = Muting(until=at(900.0), who="Mira K.")


def test_an_untaken_critical_incident_sounds() -> None:
    """What nobody has is heard, by its id."""
    found = summarise([view(State.CRITICAL)], [incident()], now=at(1.0))
    assert (found.tone, found.sounding) == (Tone.CRITICAL, ("I-1",))


def test_the_worst_untaken_incident_gives_the_tone() -> None:
    """Warnings have a tone of their own, which a critical one drowns."""
    mild = incident("I-2", Level.WARNING)
    assert summarise([view()], [mild], now=at(1.0)).tone is Tone.WARNING
    assert summarise([view()], [incident(), mild], now=at(1.0)).tone is Tone.CRITICAL


@pytest.mark.parametrize("quiet", [incident(owner="Mira"), incident(blocked_by="I-9"), incident("I-7")])
def test_taken_explained_and_known_incidents_are_silent(quiet: Incident) -> None:
    """Nothing is heard of what somebody has, what another explains, or what was known before."""
    found = summarise([view()], [quiet], known=frozenset({"I-7"}), now=at(1.0))
    assert (found.tone, found.sounding) == (None, ())


def test_muting_silences_and_is_shown() -> None:
    """Muted, the wall still shows everything, and who muted it until when; then it sounds again."""
    given = ([view(State.CRITICAL)], [incident()])
    muted = summarise(*given, muting=MUTED, sound=SoundState.WORKING, now=at(1.0))
    assert (muted.tone, muted.sound, muted.muted_by) == (None, SoundState.MUTED, "Mira K.")
    assert muted.rank is Rank.NEED_SOMEONE
    after = summarise(*given, muting=MUTED, sound=SoundState.WORKING, now=at(901.0))
    assert (after.tone, after.sound, after.muted_until) == (Tone.CRITICAL, SoundState.WORKING, None)


def test_a_broken_sound_is_said_even_when_muted() -> None:
    """Muting does not hide that the sound does not work."""
    found = summarise([view()], [], muting=MUTED, sound=SoundState.BROKEN, now=at(1.0))
    assert (found.rank, found.sound) == (Rank.BROKEN, SoundState.BROKEN)
    assert found.line.plain() == "The one check is good"


def test_what_needs_someone_goes_before_our_own_trouble() -> None:
    """With an incident that nobody has the headline is about it, and the trouble stands in the line below."""
    found = summarise([view(State.CRITICAL)], [incident()], sound=SoundState.BROKEN, now=at(1.0))
    assert (found.rank, found.glyph) == (Rank.NEED_SOMEONE, Glyph.CRITICAL)
    assert found.headline.plain() == "1 incident needs someone"
    assert found.line.plain() == "Sound does not work"


def test_a_critical_banner_is_a_trouble_and_a_mild_one_is_not() -> None:
    """Only a banner in state CRITICAL takes the headline."""
    text = phrase("History is not being saved")
    for state, rank in ((State.CRITICAL, Rank.BROKEN), (State.WARNING, Rank.GOOD)):
        banner = Banner(id="history", state=state, text=text, since=at(0.0))
        assert summarise([view()], [], banners=[banner], now=at(1.0)).rank is rank


def test_a_lost_engine_is_heard_when_it_stays_away() -> None:
    """A restart is quiet; an engine that does not come back sounds, and nothing is green meanwhile."""
    soon = summarise([view()], [], engine_lost=at(0.0), now=at(5.0))
    late = summarise([view()], [], engine_lost=at(0.0), now=at(20.0))
    assert (soon.rank, soon.glyph, soon.tone) == (Rank.ENGINE_LOST, Glyph.DEAD, None)
    assert soon.counts.unknown == 1
    assert late.tone is Tone.CRITICAL


def test_the_line_tells_ages_on_a_good_day_and_counts_on_a_bad_one() -> None:
    """Below the headline stands how fresh the proof is, or how much is open."""
    views = [view(last=9.0), view(last=0.0)]
    good = summarise(views, [], now=at(14.0))
    assert good.line.plain() == "Newest result 5 s ago, oldest 14 s ago"
    assert (good.newest, good.oldest) == (at(9.0), at(0.0))
    bad = summarise(views, [incident(), incident("I-2", owner="Mira")], now=at(14.0))
    assert bad.headline.plain() == "1 incident needs someone"
    assert bad.line.plain() == "2 incidents open"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(
        st.builds(
            view,
            st.sampled_from(State),
            last=st.none() | st.floats(-100, 0),
            soft=st.booleans(),
            stale=st.booleans(),
            enabled=st.booleans(),
        ),
        max_size=6,
    ),
    st.sampled_from(SoundState),
    st.booleans(),
)
def test_green_needs_fresh_proof_of_every_enabled_check(
    views: list[CheckView], sound: SoundState, blind: bool
) -> None:
    """One enabled check that is not OK, fresh and confirmed forbids the green summary."""
    views = [replace(each, id=f"t{number}/c") for number, each in enumerate(views)]
    found = summarise(views, [], sound=sound, blind=blind, now=at(0.0))
    enabled = [each for each in views if each.enabled]
    proved = bool(enabled) and all(
        each.state is State.OK
        and not each.soft
        and not each.stale
        and each.last is not None
        and at(0.0).seconds_since(each.last) <= 30.0
        for each in enabled
    )
    green = found.rank is Rank.GOOD or found.glyph is Glyph.GOOD
    assert green == (proved and not blind and sound is not SoundState.BROKEN)
