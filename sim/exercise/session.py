"""A session: one playing of an exercise, all of it in its journal.

Its state is the scenario, the seed, the day and the journal. Each entry leads to the world run anew
from the start, and the past of that is asserted to be the past that was played.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, TypeVar

from sim.engine.record import Record
from sim.exercise.agenda import next_event
from sim.exercise.choosing import ordinary_day
from sim.exercise.course import Course
from sim.exercise.deciding import (
    check_effects,
    check_inject,
    check_lever,
    check_past,
    check_proposal,
    check_settings,
    check_time,
    known,
)
from sim.exercise.errors import MustAgreeError, RefusedError, UnknownNameError
from sim.exercise.journal.entries import (
    ALSO_AFTER_THE_END,
    NOTED,
    Advanced,
    Answered,
    Assessed,
    Begun,
    Commented,
    Ended,
    Entry,
    Extended,
    Improvised,
    Joined,
    Lifted,
    Noted,
    Opened,
    Ordered,
    Planned,
    Predicted,
    Proposed,
    Pulled,
    Rated,
    Replied,
    Resumed,
    Ruled,
    Steered,
    WentBack,
)
from sim.exercise.journal.file import JournalFile
from sim.exercise.journal.orders import ORDERS
from sim.exercise.levers import Lever, levers_of
from sim.exercise.moves import last_day
from sim.exercise.objectives import RATINGS, objectives_of
from sim.exercise.ordering import (
    REPLIES,
    about_case,
    agencies_named,
    check_lift,
    check_order,
    check_senders,
    reports_waiting,
)
from sim.exercise.past import past_digest
from sim.exercise.ruling import CHANCES, roll
from sim.exercise.teams import Team, teams_of
from sim.exercise.view import View, view_of
from sim.exercise.world import World
from sim.installed import own_version
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.rules.calendars import microseconds
from sim.plan.values.orders import DEADLINE_US
from sim.scenario.reading.reading import Reading, given_or_read
from sim.scenario.schema.scenario import Scenario
from sim.sentences import Sentence

_Made = TypeVar("_Made", bound=Entry)


class PastChangedError(AssertionError):
    """A decision would have changed what was played before it: a fault of the program."""


class Session:
    """One playing of a scenario.

    >>> import sim
    >>> session = sim.Session("two-neighbours", day=3)
    >>> session.advance(hours=48)
    >>> session.now
    48.0
    >>> sorted(session.teams)
    ['Castaly', 'Velmora']
    """

    def __init__(
        self,
        scenario: Scenario | Reading | str | Path,
        *,
        seed: int = 1,
        day: int | None = None,
        file: str | Path | None = None,
    ) -> None:
        """Opens a session.

        Args:
            scenario: a scenario, its file, or the name of a shipped one.
            seed: the seed of all luck.
            day: the replication whose luck the session has; left out, one on which detection comes
                neither early nor late.
            file: where its journal is kept; left out, nowhere until `save`.

        Raises:
            InputError: the scenario cannot be used.
            JournalError: the file is there already, or cannot be written.
        """
        reading = scenario if isinstance(scenario, Reading) else given_or_read(scenario)
        chosen = ordinary_day(reading.scenario, seed) if day is None else day
        opening = Opened(
            number=0,
            after=None,
            story_us=0,
            room=_room_time(),
            written_by=own_version(),
            scenario=reading.name,
            file=_file_of(reading),
            text=_text_of(reading),
            seed=seed,
            day=chosen,
        )
        self._begin(reading.scenario, [opening])
        if file is not None:
            self.save(file)

    def _begin(self, scenario: Scenario, journal: list[Entry]) -> None:
        self._scenario, self._journal = scenario, journal
        self._asks_for_ratings = any(
            part.rated is not None for _, one in scenario.conditions() for _, part in one.parts()
        )
        self._file: JournalFile | None = None
        self.dropped = ""
        """The rest of a last line that a crash cut short, which was dropped."""
        self.teams: dict[str, Team] = {team.name: team for team in teams_of(scenario)}
        """The teams by name."""
        self.levers: dict[str, Lever] = levers_of(scenario, tuple(self.teams.values()))
        """All that teams may do, by name."""
        self._stand(Course.of(journal))

    @classmethod
    def resumed(cls, scenario: Scenario, journal: list[Entry], file: JournalFile | None) -> Self:
        """A session that stands where its journal ends; a file is written to from here on.

        ``sim.open_session`` reads both.
        """
        session = object.__new__(cls)
        Session._begin(session, scenario, journal)
        session._file = file
        return session

    def _stand(self, course: Course) -> None:
        """Stands where a course has brought it."""
        self._course = course
        seed, day = course.opened.seed, course.opened.day
        self._world = World.after(self._scenario, course.entries, self.levers, seed, day)

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is written."""
        return self._scenario

    @property
    def journal(self) -> tuple[Entry, ...]:
        """Every entry, also of what was played before going back."""
        return tuple(self._journal)

    @property
    def last_said(self) -> datetime:
        """When in the room its last entry was made."""
        return self._journal[-1].made_at

    @property
    def course(self) -> Course:
        """The entries that count."""
        return self._course

    @property
    def now(self) -> float:
        """Hours of the story since the exercise began."""
        return self._course.now_us / HOUR

    @property
    def world(self) -> World:
        """The world with everything that was decided: it holds the future, so show it to nobody."""
        return self._world

    @property
    def record(self) -> Record:
        """What happens in it, the future as it would be without another decision."""
        return self._world.record

    def view(self, team: str, at: float | None = None) -> View:
        """What a team knows now, or knew at an hour of the story that is past.

        Raises:
            RefusedError: there is no such team, or that hour has not come.
        """
        own = known("team", team, self.teams)
        course = self._course
        if at is not None:
            check_past(course, microseconds(at))
            course = course.until(microseconds(at))
        return view_of(self._world, course, own, self.levers)

    def words(self, entry: Entry) -> str:
        """What an entry says, levers called as the session has them."""
        if isinstance(entry, Pulled | Proposed) and entry.lever in self.levers:
            return entry.words_with(self.levers[entry.lever].name)
        return entry.words

    def advance(self, hours: float | None = None, *, to: float | None = None) -> None:
        """Lets the story go on: by so many hours, to an hour, or else to the next event.

        Raises:
            RefusedError: the session is over, or that time is past.
        """
        now = self._course.now_us
        if hours is not None:
            target = now + microseconds(hours)
        elif to is not None:
            target = microseconds(to)
        else:
            target = next_event(self._world, now)
        horizon = microseconds(self._scenario.horizon)
        check_time(self._course, target, horizon)
        self._add(Advanced, to_us=min(target, horizon))

    def entry(self, kind: type[_Made], **fields: Any) -> _Made:
        """An entry as it would be made now, without making it; fields say what is otherwise."""
        common = {
            "number": len(self._journal),
            "after": self._course.entries[-1].number,
            "story_us": self._course.now_us,
            "room": "",
        }
        return kind(**{**common, **fields})

    def pulling(self, team: str, lever: str, at: float | None = None) -> Pulled:
        """The entry by which a team would pull a lever with all agreeing, without making it.

        Args:
            team: who would pull it.
            lever: what.
            at: the hour of the story; left out, now.
        """
        story_us = self._course.now_us if at is None else microseconds(at)
        agreed = self.levers[lever].keys_beside(team)
        return self.entry(Pulled, team=team, lever=lever, agreed=agreed, story_us=story_us)

    def check(self, team: str, lever: str) -> Lever:
        """The lever of that name, if a team may still pull it, others agreeing.

        Raises:
            RefusedError: it may not.
        """
        wanted = known("lever", lever, self.levers)
        check_lever(self._course, self._world, wanted, known("team", team, self.teams))
        return wanted

    def pull(
        self,
        team: str,
        lever: str,
        *,
        agreed: Sequence[str] = (),
        why: str = "",
        expects: str = "",
    ) -> None:
        """A team pulls a lever, with the agreement of those that must agree.

        Raises:
            RefusedError: it may not, not any more, or not without others.
        """
        wanted = self.check(team, lever)
        missing = [each for each in wanted.keys_beside(team) if each not in agreed]
        if missing:
            raise MustAgreeError(lever, missing)
        self._add(Pulled, team=team, lever=lever, agreed=tuple(agreed), why=why, expects=expects)

    def propose(self, team: str, lever: str, *, why: str = "", expects: str = "") -> int:
        """A team proposes a lever to those that must agree; gives the number of the proposal.

        Raises:
            RefusedError: it may not.
        """
        self.check(team, lever)
        self._add(Proposed, team=team, lever=lever, why=why, expects=expects)
        return self._course.entries[-1].number

    def answer(self, team: str, proposal: int, *, agrees: bool, why: str = "") -> None:
        """A team answers a proposal; once all that must agree do, the lever is pulled.

        Raises:
            RefusedError: there is no such proposal, or the team has no say in it.
        """
        known("team", team, self.teams)
        proposed = check_proposal(self._course, self._world, self.levers, team, proposal)
        answered = self._next(Answered, team=team, proposal=proposal, agrees=agrees, why=why)
        course = Course.of([*self._journal, answered])
        self._write(answered, *self._agreed_to(proposed, course))

    def complete(self) -> None:
        """Pulls the lever that the last answer agreed to, if a crash came between the two.

        An answer to which somebody went back is left as it is.
        """
        last = self._journal[-1]
        if not isinstance(last, Answered):
            return
        proposed = self._course.proposals[last.proposal]
        agreed = self._agreed_to(proposed, self._course)
        if agreed and self._course.pulls_of(proposed.lever) < self.levers[proposed.lever].often:
            self._write(*agreed)

    def _agreed_to(self, proposed: Proposed, course: Course) -> tuple[Pulled, ...]:
        """The entry that pulls a lever, behind the last of a course; none before all agree."""
        answers, last = course.answers_to(proposed.number), course.entries[-1].number
        needed = self.levers[proposed.lever].keys_beside(proposed.team)
        if not all(answers.get(each, False) for each in needed):
            return ()
        of_proposal = {
            name: getattr(proposed, name) for name in ("team", "lever", "why", "expects")
        }
        return (self._next(Pulled, number=last + 1, after=last, agreed=needed, **of_proposal),)

    def order(
        self,
        team: str,
        what: str,
        *,
        case: str = "",
        category: str = "",
        senders: Sequence[str] = (),
        to: Sequence[str] = (),
        level: float | None = None,
        within: float = DEADLINE_US / HOUR,
        why: str = "",
        expects: str = "",
    ) -> int:
        """A team orders its agencies to do otherwise than by themselves; gives the order's number.

        Args:
            team: whose order it is.
            what: hold: nothing goes until the order is lifted. send: trust and the need to know do
                not count, and what was kept back, refused or lost is sent again. ask us first:
                nothing goes before `reply`, or until nobody has answered in time. read first: it is
                taken up before all else. discount, believe: what partners say counts to a degree.
                warn: act on a case as if believing in it. ask: ask partners about a case.
            case: which case it is about, as the team calls it; left out, any.
            category: which category.
            senders: which of its agencies; left out, all.
            to: which agencies, countries or teams; left out, everybody.
            level: to which degree, from 0 to 1; left out, 0 for discount and 1 for believe.
            within: after how many hours without an answer it is as if nobody had been asked.
            why: the team's reason.
            expects: what the team expects, and by when.

        Raises:
            RefusedError: it may not order that, or knows no such thing.
        """
        own = known("team", team, self.teams)
        about = {"case": case, "category": category}
        check_order(self._scenario, what, about, level, to)
        by = agencies_named(self._scenario, self.teams, senders) or own.agencies
        check_senders(own, by)
        if category and category not in self._scenario.categories():
            raise UnknownNameError("category", category, self._scenario.categories())
        fields: dict[str, Any] = {"what": what, "senders": by, "category": category}
        fields["to"] = agencies_named(self._scenario, self.teams, to)
        fields["level"] = ORDERS[what].level if level is None else level
        fields["within_us"] = microseconds(within)
        if case:
            record, now_us = self._world.record, self._course.now_us
            fields |= about_case(self._scenario, record, own, now_us, case)
        self._add(Ordered, team=team, why=why, expects=expects, **fields)
        return self._course.entries[-1].number

    def reply(self, team: str, what: str, report: str = "", *, why: str = "") -> None:
        """A team answers what its agencies have asked: send or keep a report, or all that wait.

        What is kept stays until it is ordered to be sent.

        Raises:
            RefusedError: no such report waits for its answer.
        """
        own = known("team", team, self.teams)
        known("answer", what, dict.fromkeys(REPLIES))
        named = reports_waiting(self._scenario, self._world, own, self._course.now_us)
        if not named:
            raise RefusedError(Sentence("Nothing waits for an answer of {team}.", team=team))
        about = known("report", report, named) if report else {"senders": own.agencies}
        sends = what == "send"
        self._add(Replied, team=team, sends=sends, report=report, why=why, **about)

    def lift(self, team: str, order: int | str, *, why: str = "") -> None:
        """A team lifts an order, by its number or the scenario's name for it.

        What was held is considered now, if no other order stands.

        Raises:
            RefusedError: it has no such order, or has lifted it.
        """
        check_lift(self._world.scenario, self._course, known("team", team, self.teams), order)
        called = {"name": order} if isinstance(order, str) else {"order": order}
        self._add(Lifted, team=team, why=why, **called)

    def improvise(
        self, message: str, *, to: Sequence[str] = (), effects: Sequence[dict[str, Any]] = ()
    ) -> None:
        """The facilitator tells teams something and changes the world by hand.

        Raises:
            RefusedError: there is no such team.
            InputError: an effect cannot be used.
        """
        for team in to:
            known("team", team, self.teams)
        check_effects(self._scenario, effects)
        self._add(Improvised, message=message, to=tuple(to), effects=tuple(effects))

    def ruling(
        self,
        team: str,
        action: str,
        chance: str,
        *,
        effects: Sequence[dict[str, Any]] = (),
        reasons_for: str = "",
        reasons_against: str = "",
    ) -> Ruled:
        """A ruling as it would be made now, without making it, for the first of two looks at it.

        Args:
            team: whose action it is.
            action: what the team does, in its words.
            chance: how likely it is to work, one of ``CHANCES`` of ``sim.exercise.ruling``.
            effects: what it changes if it works, as for an inject; none: for the story alone.
            reasons_for: why it should work.
            reasons_against: why not.

        Raises:
            RefusedError: there is no such team, or no such chance.
            InputError: an effect cannot be used.
        """
        known("team", team, self.teams)
        known("chance", chance, CHANCES)
        check_effects(self._scenario, effects)
        opened = self._course.opened
        return self.entry(
            Ruled,
            team=team,
            action=action,
            chance=chance,
            probability=CHANCES[chance],
            roll=roll(opened.seed, opened.day, team, action),
            reasons_for=reasons_for,
            reasons_against=reasons_against,
            effects=tuple(effects),
        )

    def rule(self, ruling: Ruled) -> bool:
        """A ruling that was looked at counts from now on; gives whether the action works."""
        common = {"number", "after", "story_us", "room", "kind"}
        self._add(Ruled, **ruling.model_dump(exclude=common))
        return ruling.works

    def steer(self, inject: str, what: str, *, to: float | None = None) -> None:
        """The facilitator holds an inject, fires it now, moves it to an hour, or cancels it.

        Raises:
            RefusedError: it has fired already, or cannot be moved there.
        """
        to_us = None if to is None else microseconds(to)
        check_inject(self._course, self._scenario, self._world.scenario, inject, what, to_us)
        self._add(Steered, inject=inject, what=what, to_us=to_us)

    def note(
        self,
        text: str,
        *,
        team: str | None = None,
        what: str = "",
        by: str = "",
        inject: str = "",
        objective: str = "",
        task: str = "",
    ) -> None:
        """Somebody writes something down.

        Args:
            text: what.
            team: which team it is about.
            what: strength or area for improvement, as the report is to list it; or assessment,
                what the team thinks is going on.
            by: whose note it is.
            inject: which inject of the scenario it is about.
            objective: which objective it is about.
            task: which critical task of that objective.

        Raises:
            RefusedError: there is no such team, inject, objective or task.
        """
        if team is not None:
            known("team", team, self.teams)
        if what not in NOTED:
            raise UnknownNameError("kind of note", what, NOTED)
        if inject:
            known("inject", inject, self._scenario.injects)
        if objective or task:
            tasks = known("objective", objective, objectives_of(self._scenario)).tasks
            if task:
                known("critical task", task, tasks)
        about = {"inject": inject, "objective": objective, "task": task}
        self._add(Noted, text=text, team=team, what=what, by=by, **about)

    def predict(self, team: str, text: str, *, detected_day: float | None = None) -> None:
        """A team seals its prediction.

        Raises:
            RefusedError: there is no such team, or no such day in the story.
        """
        known("team", team, self.teams)
        last = last_day(self._scenario)
        if detected_day is not None and not 1 <= detected_day <= last:
            expected = Sentence("Expected a day of the story, from 1 to {last}.", last=last)
            raise RefusedError(expected)
        self._add(Predicted, team=team, text=text, detected_day=detected_day)

    def rate(self, team: str, decision: int, rating: int, sure: int | None = None) -> None:
        """A team rates one of its decisions.

        Raises:
            RefusedError: it took no such decision.
        """
        known("team", team, self.teams)
        taken = (
            each for each in self._course.entries if isinstance(each, Pulled | Ordered | Replied)
        )
        if all(entry.number != decision or entry.team != team for entry in taken):
            raise RefusedError(
                Sentence("{team} took no decision {number}.", team=team, number=decision)
            )
        self._add(Rated, team=team, decision=decision, rating=rating, sure=sure)

    def assess(self, objective: str, rating: str, *, why: str = "") -> None:
        """The facilitator rates an objective: P, S, M or U.

        Raises:
            RefusedError: there is no such objective or rating.
        """
        known("objective", objective, objectives_of(self._scenario))
        known("rating", rating, RATINGS)
        self._add(Assessed, objective=objective, rating=rating, why=why)

    def comment(self, team: str, worth: int, *, keep: str = "", change: str = "") -> None:
        """A team's feedback on the session: from 1, it was not worth its time, to 5, it was."""
        known("team", team, self.teams)
        self._add(Commented, team=team, worth=worth, keep=keep, change=change)

    def plan_action(
        self,
        action: str,
        *,
        owner: str = "",
        due: str = "",
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        """A corrective action is agreed on.

        Args:
            action: what is to be done.
            owner: who does it.
            due: by when.
            settings: by path in the scenario, what it would change there; its worth is told by it.

        Raises:
            InputError: a path leads nowhere, or a value does not fit.
        """
        check_settings(self._scenario, settings or {})
        self._add(Planned, action=action, owner=owner, due=due, settings=dict(settings or {}))

    def join(self, team: str, people: Sequence[str]) -> None:
        """Who the people of a team are; the last word counts."""
        known("team", team, self.teams)
        self._add(Joined, team=team, people=tuple(people))

    def rewind(self, entry: int) -> None:
        """Goes back to where the session stood after an entry; the journal keeps both ways on.

        Raises:
            RefusedError: there is no such entry.
        """
        if not 0 <= entry < len(self._journal):
            last = len(self._journal) - 1
            raise RefusedError(
                Sentence("There is no entry {number}: the last is {last}.", number=entry, last=last)
            )
        now_us = Course.of(self._journal, entry).now_us
        self._write(self.entry(WentBack, after=entry, story_us=now_us, room=_room_time()))

    @property
    def last_to_undo(self) -> Entry | None:
        """The entry that `undo` takes back; None where the session has just been opened."""
        left = self._left()
        if len(left) < 2:
            return None
        before, last = left[-2:]
        pulled_by_it = isinstance(last, Pulled) and self._pulled_by(before)
        return before if pulled_by_it else last

    def undo(self, entry: int | None = None) -> Entry:
        """Takes back the last entry that counts, and gives it; with it the lever that it pulled.

        Args:
            entry: the number that it has; left out, whatever it is.

        Raises:
            RefusedError: there is none, or the last has another number.
        """
        gone = self.last_to_undo
        if gone is None:
            raise RefusedError(
                Sentence("There is nothing to take back: the session has just been opened.")
            )
        if entry not in (None, gone.number):
            raise RefusedError(
                Sentence(
                    "Entry {number} is not the last that counts: that is {last}, {words}.",
                    number=entry,
                    last=gone.number,
                    words=self.words(gone),
                )
            )
        self.rewind(max(each.number for each in self._left() if each.number < gone.number))
        return gone

    def _left(self) -> list[Entry]:
        """The entries that count by which something was done; who is there is nothing of that."""
        beside = WentBack | Resumed | Joined
        return [e for e in self._course.entries if not isinstance(e, beside)]

    def _pulled_by(self, entry: Entry) -> bool:
        """Whether an entry is the answer that pulled the lever of its proposal."""
        return isinstance(entry, Answered) and entry.proposal in self._course.carried_out

    def begin(self) -> None:
        """Play begins: minutes of the room count from here on, or from when the story went on.

        Raises:
            RefusedError: it has begun.
        """
        if self._course.first_play is not None:
            raise RefusedError(Sentence("Play has begun already."))
        self._add(Begun)

    def extend(self, minutes: float) -> None:
        """Gives the room more minutes for the move; fewer where they are negative."""
        self._add(Extended, minutes=minutes)

    def resume(self) -> None:
        """The room is back after a break: the time since the entry before does not count."""
        if not self._course.ended:
            self._add(Resumed)

    def end(self) -> None:
        """Ends the session: from now on it is only looked back on.

        Raises:
            RefusedError: it is over already.
        """
        self._add(Ended)

    def save(self, file: str | Path) -> None:
        """Writes the journal to a new file, and each later entry behind it.

        Raises:
            JournalError: the file is there already, or cannot be written.
        """
        begun = JournalFile.begun(Path(file))
        begun.add(*self._journal)
        self.close()
        self._file = begun

    def close(self) -> None:
        """Lets others write to its journal."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _add(self, kind: type[Entry], **fields: Any) -> None:
        self._write(self._next(kind, **fields))

    def _next(self, kind: type[_Made], **fields: Any) -> _Made:
        """The next entry, made now.

        Raises:
            RefusedError: the session is over, and this is no part of looking back.
        """
        if self._course.ended and kind not in ALSO_AFTER_THE_END:
            raise RefusedError(
                Sentence("The session is over. Going back to an entry goes on from there.")
            )
        return self.entry(kind, room=_room_time(), **fields)

    def _write(self, *entries: Entry) -> None:
        """Adds entries of one moment, first to the disk; the past of the world stays as it was."""
        course, now_us = Course.of([*self._journal, *entries]), entries[-1].story_us
        before = self._world
        changes = any(map(self._changes_the_world, entries))
        if changes:
            past = past_digest(before.record, now_us)
            changed = World.after(
                self._scenario, course.entries, self.levers, before.seed, before.day
            )
            if past_digest(changed.record, now_us) != past:
                raise PastChangedError("; ".join(entry.words for entry in entries))
        if self._file is not None:
            self._file.add(*entries)
        self._journal += entries
        if isinstance(entries[-1], WentBack):
            self._stand(course)
            return
        self._course = course
        if changes:
            self._world = changed

    def _changes_the_world(self, entry: Entry) -> bool:
        return entry.changes_the_world or (isinstance(entry, Rated) and self._asks_for_ratings)


def _file_of(reading: Reading) -> str:
    """Where the scenario can be read again; nowhere if settings have changed it."""
    document = reading.document
    if document.origins or not Path(document.name).is_file():
        return ""
    return str(Path(document.name).resolve())


def _text_of(reading: Reading) -> str:
    """The scenario as a file says it, with all settings."""
    document = reading.document
    written = document.text and not document.origins
    return document.text if written else reading.scenario.as_text()


def _room_time() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
