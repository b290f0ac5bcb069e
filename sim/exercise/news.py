"""News: what has happened in a session since an hour of the story, for its facilitator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.exercise.session import Session
from sim.exercise.view import Belief, Message, View
from sim.exercise.world import expected_at, fires_at, is_by_hand, pulled_at
from sim.frozen import frozen
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.sentences import Figure, Sentence, listing


@frozen
class News:
    """One thing that has happened."""

    at: float
    """Hours of the story."""
    words: str
    pressing: bool
    """Whether the room should hear of it first."""


def news_of(session: Session, views: Mapping[str, View], since: float) -> list[News]:
    """What has happened since an hour of the story, what presses first, else team by team."""
    pressing = [*_expected(session, since), *_silent(session, since), *_heard(views, since)]
    told = [one for name, view in views.items() for one in _new_to(name, view, since)]
    return sorted([*pressing, *told], key=lambda one: not one.pressing)


def _expected(session: Session, since: float) -> Iterator[News]:
    """What people were expected to do by themselves."""
    for name, inject in session.scenario.injects.items():
        if since * HOUR <= expected_at(inject) < session.course.now_us:
            what = inject.expected or inject.message or name
            words = Sentence("expected of people by now: {what}", what=what)
            yield News(expected_at(inject) / HOUR, words, pressing=True)


def _silent(session: Session, since: float) -> Iterator[News]:
    """What came by itself and tells no team anything."""
    scenario, now_us = session.world.scenario, session.course.now_us
    for name, inject in scenario.injects.items():
        came = since * HOUR <= fires_at(inject) < now_us
        if came and not inject.message and not is_by_hand(name):
            words = Sentence("the inject {name} has come", name=name)
            yield News(fires_at(inject) / HOUR, words, pressing=True)
    for lever in scenario.exercise.levers:
        at = pulled_at(scenario, lever)
        if since * HOUR <= at < now_us:
            yield News(at / HOUR, Sentence("by itself: {what}", what=lever), pressing=True)


def _heard(views: Mapping[str, View], since: float) -> Iterator[News]:
    """What teams have been told, each message once."""
    messages: dict[Message, list[str]] = {}
    for name, view in views.items():
        for message in view.messages:
            if message.at >= since:
                messages.setdefault(message, []).append(name)
    for message, to in sorted(messages.items(), key=lambda each: (each[0].at, each[0].text)):
        if len(to) == len(views):
            words = Sentence("all teams are told: {text}", text=message.words)
        elif len(to) == 1:
            words = Sentence("{team} is told: {text}", team=to[0], text=message.words)
        else:
            words = Sentence("{teams} are told: {text}", teams=listing(to), text=message.words)
        yield News(message.at, words, pressing=True)


def _new_to(team: str, view: View, since: float) -> Iterator[News]:
    """What a team has come to know."""
    for belief in view.beliefs:
        if belief.reached is not None and belief.reached >= since:
            yield News(belief.reached, _acted(team, belief), pressing=True)
    for one in view.seen:
        if one.read >= since:
            case = one.case
            if one.source != one.agency:
                case = Sentence("{case}, from {source}", case=one.case, source=one.source)
            words = Sentence(
                "{team}: {agency} has read {kind} ({case})",
                team=team,
                agency=one.agency,
                kind=one.kind,
                case=case,
            )
            yield News(one.read, words, pressing=False)
    for copy in view.sent:
        if copy.since >= since:
            words = Sentence(
                "{team}: to {receiver}, {case}: {standing}",
                team=team,
                receiver=copy.receiver,
                case=copy.case,
                standing=copy.standing,
            )
            yield News(copy.since, words, pressing=False)


def _acted(team: str, belief: Belief) -> Sentence:
    """Why an agency acts: it is sure enough, or was ordered to warn and is not."""
    of = {"team": team, "agency": belief.agency, "case": belief.case}
    if belief.ordered_at is None:
        return Sentence("{team}: {agency} is sure enough to act on {case}", **of)
    return Sentence(
        "{team}: {agency} warns of {case} on order, at {share} sure (acts by itself at {enough})",
        share=_share(belief.ordered_at),
        enough=_share(belief.threshold),
        **of,
    )


def _share(value: float) -> Figure:
    return Figure(f"{100 * value:.2g} %")
