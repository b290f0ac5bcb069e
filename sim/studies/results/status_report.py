"""Where a study stands: what it is, how far it is, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping

from sim.frozen import frozen
from sim.studies.results.reached import Shortfall, shortfall
from sim.studies.store.reading import RunSession, Store
from sim.studies.store.status import Status, Trouble, status, troubles
from sim.studies.store.tables import OwnCodeNote


@frozen
class StatusReport:
    """What a store tells of its study."""

    store: str
    title: str
    scenario: str
    """As the study names it."""
    scenario_digest: str
    seed: int
    version: str
    measures: tuple[str, ...]
    status: Status
    short: Shortfall | None
    """What ended without the precision that the study asks for."""
    troubles: tuple[Trouble, ...]
    sittings: tuple[RunSession, ...]
    """Each time that somebody ran it."""
    own_code: tuple[OwnCodeNote, ...] = ()
    """Measures and rules that the user wrote."""


def standing(store: Store) -> StatusReport:
    """What a store tells now."""
    with store.as_of_now():
        study = store.study
        assert isinstance(study, Mapping)
        return StatusReport(
            store=str(store.path),
            title=str(study.get("title", "")),
            scenario=str(study.get("scenario", "")),
            scenario_digest=store.scenario_digest,
            seed=store.seed,
            version=store.version,
            measures=tuple(column.name for column in store.measures),
            own_code=store.own_code,
            status=status(store),
            short=shortfall(store),
            troubles=troubles(store),
            sittings=tuple(store.sittings()),
        )
