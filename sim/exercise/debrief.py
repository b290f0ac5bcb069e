"""The debrief of a session: what was decided, what it did on this day and on others, and luck.

In the order in which a room looks back: what teams said before they knew the end, what happened,
where the hours went, what-ifs, the split by team, luck, and what all this does not say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.exercise.actions import CorrectiveAction, actions_of, agreed_actions, drafts_of
from sim.exercise.cases import CaseOutcome, cases_of, read_about_cases
from sim.exercise.days import OTHER_DAYS
from sim.exercise.deciding import may_be_pulled_from
from sim.exercise.effect import Effect, effect_of
from sim.exercise.forms import Forms, forms_of
from sim.exercise.journal.entries import Entry
from sim.exercise.levers import Lever
from sim.exercise.luck import Rank, rank_of
from sim.exercise.session import Session
from sim.exercise.split import TeamShare, can_be_split, split_by_team
from sim.exercise.whatif import Counterfactuals, decisions_of, teams_in
from sim.frozen import frozen
from sim.measures.detail import detail_of
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.causes import Cause
from sim.sentences import Sentence
from sim.statistics.intervals import Difference
from sim.statistics.leading import each_of

MOST_UNUSED = 60
"""Of so many levers that nobody pulled it is looked what they would have done."""

NOT_SAID = (
    "Of what is marked * no source says what it does, how soon, and at what price: assumptions.",
    "The world is fictive. That something helped here does not say that it would in another.",
    "What others decided later is held as it was: they might have decided otherwise.",
    "Decisions are judged by detection time, false alarms and needless copies alone.",
    "A warning on order counts as detection, however unsure its agency was: it is marked a guess.",
    "A decision can have been right for what was known, and its effect on this day bad.",
    "The other days share the scenario and differ in luck alone.",
)
"""What a debrief does not say."""


@frozen
class Decision:
    """Something that teams decided."""

    entry: int
    at: float
    """Hours of the story."""
    words: str
    teams: tuple[str, ...]
    why: str
    expects: str


@frozen
class TeamGain:
    """What one team gained: hours by which detection came sooner."""

    team: str
    today: float
    """Its share on the session's own day (Shapley value); all shares add up to the whole."""
    today_alone: float
    """What its decisions did on that day had nobody else decided anything."""
    change: Difference
    """The mean of its share on the other days."""


@frozen
class Facts:
    """What a session was, as far as one day shows it: no what-if is needed to tell."""

    scenario: str
    seed: int
    day: int
    ended: bool
    """Whether the session is over; if not, it is told as if nothing more were decided."""
    now: float
    """Hours of the story that were played."""
    horizon: float
    teams: tuple[str, ...]
    forms: Forms
    """What people said and rated."""
    cases: tuple[CaseOutcome, ...]
    decisions: tuple[Decision, ...]
    hours: dict[str, float]
    """By cause: what the hours until detection of the scored threats went to on this day."""


@frozen
class Debrief(Facts):
    """What there is to say of a session once it is over."""

    days: int
    """How many other days it is compared with."""
    none: Effect
    """What all decisions of teams did together."""
    each: tuple[Effect, ...]
    """What each decision did, all others as they were."""
    pulled_at: float
    """Hours of the story: when a lever that nobody pulled is thought to have been pulled."""
    unused: tuple[Effect, ...]
    """What each lever would have done that nobody pulled, the most helpful on other days first."""
    untried: int
    """Levers that nobody pulled either, and that were too many to try."""
    gains: tuple[TeamGain, ...]
    """None where nobody decided anything, or too many teams did for an exact split."""
    whole: float
    """Hours sooner on this day by all decisions together."""
    rank: Rank
    """This day among the others, under the decisions that were played."""
    rank_undecided: Rank
    """This day among the others, had nobody decided anything: luck alone."""
    actions: tuple[CorrectiveAction, ...]
    """Corrective actions that were agreed on."""
    drafts: tuple[CorrectiveAction, ...]
    """At most three that the other days speak for, for people to take up or leave."""
    not_said: tuple[str, ...] = NOT_SAID

    def effect_of(self, decision: int) -> Effect | None:
        """What a decision did, by the number of its entry."""
        return next((one for one in self.each if one.decisions == (decision,)), None)

    @property
    def singled_out(self) -> Effect | None:
        """The decision that teams rated highest and were surest of, else the first."""
        rated = sorted(
            self.forms.judgements, key=lambda one: (-one.rating, -(one.sure or 0), one.decision)
        )
        found = (self.effect_of(one.decision) for one in rated)
        return next((one for one in found if one), self.each[0] if self.each else None)

    @property
    def asked_alone(self) -> Effect | None:
        """The decision that is asked about by itself; None where that would be all there were."""
        return self.singled_out if len(self.each) > 1 else None

    @property
    def best_unused(self) -> Effect | None:
        """The lever that nobody pulled and that would have helped most; None where none surely."""
        return next((one for one in self.unused[:1] if one.told_apart), None)

    def __str__(self) -> str:
        """In a few lines."""
        none = self.none
        return (
            f"{self.scenario}, day {self.day}: {len(self.decisions)} decisions of "
            f"{len(self.teams)} teams\n"
            f"together {none.today:+.1f} h sooner on this day; on {self.days} other days sooner "
            f"on {none.better}, later on {none.worse}\n"
            f"luckier than {self.rank.luckier_than:.0%} of those days"
        )


STEPS = (
    Sentence("all decisions together"),
    Sentence("each decision left out"),
    Sentence("levers that nobody pulled"),
    Sentence("what each team gained"),
    Sentence("corrective actions"),
)
"""What a debrief computes, one after the other."""


def debrief(
    session: Session, days: int = OTHER_DAYS, progress: Callable[[int], None] = lambda _step: None
) -> Debrief:
    """Looks back on a session.

    >>> import sim
    >>> session = sim.Session("two-neighbours", day=3)
    >>> found = sim.debrief(session, days=5)
    >>> found.none.unchanged
    5

    Args:
        session: one that is over; any other is told as if nothing more were decided.
        days: how many other days it is compared with: the same scenario and decisions, other luck.
        progress: called with the number of each of `STEPS` when it begins.

    Raises:
        RefusedError: for fewer than one other day.
    """
    whatifs = Counterfactuals.of(session, days)
    decisions = decisions_of(session)
    pulled_at = min((entry.story_us for entry in decisions), default=0) / HOUR
    progress(0)
    none = whatifs.none_of_the_decisions()
    progress(1)
    left_out = whatifs.without_each([[entry.number] for entry in decisions])
    each = tuple(effect_of(session, found) for found in left_out)
    progress(2)
    unused = _unused(session, whatifs, pulled_at)
    progress(3)
    split = split_by_team(whatifs).teams if can_be_split(session) else ()
    progress(4)
    actions, drafts = actions_of(whatifs), drafts_of(whatifs, (*unused, *each))
    return Debrief(
        **vars(facts_of(session)),
        days=len(whatifs.days.others),
        none=effect_of(session, none, "all decisions together"),
        each=each,
        pulled_at=pulled_at,
        unused=unused,
        untried=max(0, len(unpulled(session)) - MOST_UNUSED),
        gains=tuple(_gain(share) for share in split),
        whole=none.today,
        rank=rank_of(whatifs.as_played),
        rank_undecided=rank_of(none.without_it),
        actions=actions,
        drafts=drafts,
    )


def facts_of(session: Session) -> Facts:
    """What a session was: who decided what, what was real, and where the hours went."""
    opened = session.course.opened
    return Facts(
        scenario=opened.scenario,
        seed=opened.seed,
        day=opened.day,
        ended=session.course.ended,
        now=session.now,
        horizon=session.scenario.horizon,
        teams=tuple(session.teams),
        forms=forms_of(session),
        cases=cases_of(session.scenario, session.record),
        decisions=tuple(decision_of(session, entry) for entry in decisions_of(session)),
        hours=_hours(session),
    )


def decision_of(session: Session, entry: Entry) -> Decision:
    """An entry by which teams decided something, as a debrief tells it."""
    return Decision(
        entry.number,
        entry.story_us / HOUR,
        session.words(entry),
        tuple(sorted(teams_in(entry))),
        getattr(entry, "why", ""),
        getattr(entry, "expects", ""),
    )


def agreed_since(found: Debrief, session: Session) -> bool:
    """Whether an action was agreed on, behind a debrief, whose worth can be told."""
    known = {one.entry for one in found.actions}
    return any(one.settings and one.entry not in known for one in agreed_actions(session))


def brought_up_to_date(found: Debrief, session: Session) -> Debrief:
    """A debrief with what people have filled in and agreed on by now.

    Of an action that was agreed on since, its worth is not known yet.
    """
    worth = {one.entry: one.worth for one in found.actions}
    actions = tuple(replace(one, worth=worth.get(one.entry)) for one in agreed_actions(session))
    return replace(found, forms=forms_of(session), actions=actions)


def _hours(session: Session) -> dict[str, float]:
    causes = detail_of(session.record).causes.tolist()
    return {Cause(number).words: spent / HOUR for number, spent in enumerate(causes) if spent}


def _unused(session: Session, whatifs: Counterfactuals, at: float) -> tuple[Effect, ...]:
    """Levers that nobody pulled; the best is picked from all, so the intervals hold together."""
    levers = ((one, may_be_pulled_from(session.world, one)) for one in unpulled(session))
    possible = [(one, since) for one, since in levers if since is not None]
    wanted = [(one.teams[0], one.name, max(at, since)) for one, since in possible[:MOST_UNUSED]]
    found = whatifs.with_each(wanted, each_of(max(1, len(wanted))))
    effects = [effect_of(session, one) for one in found]
    return tuple(sorted(effects, key=lambda one: -one.change.value))


def unpulled(session: Session) -> list[Lever]:
    """Levers that nobody pulled, those of teams that read most about cases first."""
    now_us = session.course.now_us
    read = {
        name: len(read_about_cases(session.record, team.agencies, now_us))
        for name, team in session.teams.items()
    }
    levers = [
        each
        for each in session.levers.values()
        if each.teams and not session.course.pulls_of(each.name)
    ]
    return sorted(levers, key=lambda lever: -max(read[team] for team in lever.teams))


def _gain(share: TeamShare) -> TeamGain:
    return TeamGain(share.team, float(share.share[0]), float(share.alone[0]), share.change)
