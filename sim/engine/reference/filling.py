"""How a plan and a timetable fill the memory of a run on SimPy."""

from __future__ import annotations

from array import array

from simpy import Environment

from sim.engine.orders import steps_of
from sim.engine.record import NO_END
from sim.engine.reference.memory import NEVER_YET, DeskState, Learner, World
from sim.engine.timetable import Timetable
from sim.plan.values.chances import Chance
from sim.plan.values.plan import Plan


def world_of(plan: Plan, timetable: Timetable) -> World:
    """The memory of a run that has not begun."""
    world = World()
    world.env = Environment(initial_time=float(plan.layout.start_us) - 1.0)
    world.schedule = world.env.schedule
    _read_plan(world, plan)
    _read_timetable(world, timetable)
    _start_rows(world, timetable)
    _start_pictures(world, plan, timetable)
    return world


def _read_plan(world: World, plan: Plan) -> None:
    layout = plan.layout
    world.horizon = float(layout.horizon_us)
    world.table = plan.table.tolist()
    world.writes, world.written = plan.writes, 0
    world.learner = Learner(plan.learning) if plan.learning else None
    world.sharing = plan.sharing
    world.naive, world.strip = layout.naive, layout.fill.strip
    world.kept, world.linked = layout.fill.kept, layout.fill.linked
    world.ties, world.routes = layout.ties, layout.routes
    world.threshold = layout.threshold.tolist()
    world.interest = layout.asking.interest.tolist() if layout.asking else []
    world.edges = [None if e is None else e.astype(float).tolist() for e in plan.edges]
    world.desks = [
        DeskState(number, desk, world.edges[desk.calendar] if desk.calendar >= 0 else None)
        for number, desk in enumerate(layout.desks)
    ]
    for desk in world.desks:
        desk.read(world.table)


def _read_timetable(world: World, timetable: Timetable) -> None:
    rows = timetable.lists
    world.reports = timetable.number_of_reports
    world.first_attempt = timetable.first_answer - timetable.attempts
    world.first_question = timetable.first_question
    world.first_warning = timetable.first_warning
    world.report_at, world.order, world.agency = rows.at, rows.order, rows.agency
    world.tie, world.work_cell, world.rank_cell = rows.tie, rows.work_cell, rows.rank_cell
    world.first_copy, world.copies = rows.first_copy, rows.copies
    world.parent, world.report_of = rows.parent, rows.report
    world.chance = rows.chance
    world.triage, world.release = rows.chance[Chance.TRIAGE], rows.chance[Chance.RELEASE]
    world.recognition = rows.chance[Chance.RECOGNITION]
    world.picture, world.place = rows.picture, rows.place
    world.first_own_place = timetable.first_own_place
    world.log_ratio, world.sanitised = rows.log_ratio, rows.sanitised
    world.attention, world.slot_first = rows.attention, rows.slot_first
    world.asking = rows.asked if world.sharing else None
    world.real = timetable.real.tolist()
    world.picture_agency, world.warning = rows.picture_agency, rows.picture_warning


def _start_rows(world: World, timetable: Timetable) -> None:
    never, none = array("d", [NEVER_YET]) * timetable.rows, array("b", [0]) * timetable.rows
    world.arrived, world.started, world.done, world.ended = never, never[:], never[:], never[:]
    world.end = array("b", [NO_END]) * timetable.rows
    world.unrecognised, world.stripped, world.overlooked = none, none[:], none[:]
    world.added = array("d", [0.0]) * timetable.rows
    world.weight, world.credit, world.passed = {}, {}, set()
    world.slots = array("d", [NEVER_YET]) * world.slot_first[-1]
    _start_orders(world, timetable)


def _start_orders(world: World, timetable: Timetable) -> None:
    layout = timetable.layout
    world.steps, world.ordered, world.orders = [], 0, []
    rows, pairs, pictures = timetable.rows, len(layout.pairs), len(timetable.picture_agency)
    if layout.orders:
        world.steps = list(zip(*(column.tolist() for column in steps_of(timetable)), strict=True))
        world.orders = [None, *layout.orders]
    else:
        rows = pairs = pictures = 0
    none = array("b", [0])
    world.standing, world.deadline = array("i", [0]) * rows, array("d", [0.0]) * rows
    world.waiting, world.read_first, world.acts = none * rows, none * rows, none * pictures
    world.word, world.first_trust = array("d", [-1.0]) * pairs, layout.fill.trust


def _start_pictures(world: World, plan: Plan, timetable: Timetable) -> None:
    pictures = len(timetable.picture_agency)
    prior: list[int] = plan.layout.prior.tolist()
    world.detected = array("d", [NEVER_YET]) * pictures
    world.asked = array("d", [NEVER_YET]) * pictures
    world.queries, world.hits = array("q", [0]) * pictures, array("q", [0]) * pictures
    world.belief = [prior[agency] for agency in world.picture_agency]
    world.judged = [False] * pictures
    world.contributed = [[] for _ in range(pictures)]
    world.best = [0.0] * timetable.places
