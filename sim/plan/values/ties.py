"""Ties: who may tell, pass on to, ask and answer whom, and over which route."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.frozen import frozen
from sim.plan.values.arrays import Ints


@frozen
class Tie:
    """One agency may tell another about one category with one marking."""

    sender: int
    receiver: int
    pair: int
    release: int
    """The cell with the chance that trust lets a copy go."""
    need: int
    """The cell with the sender's priority for the category."""
    weight: int
    """The cell with what sanitising leaves."""
    trust: int
    """The cell with the sender's trust in the receiver."""
    believed: int
    """The cell with the receiver's trust in the sender."""
    route: int
    """-1: no channel admits the marking."""
    recognised: int = -1
    """The cell with the chance of recognition; -1 where no law could fail to recognise it."""
    fallback: int = -1
    """The cell that is 1 where an unrecognised case can go the formal way, else 0."""
    route_unrecognised: int = -1
    latency: int = -1
    """The cell with the usual latency of its channel, for asking back."""
    calendar: int = -1
    """When its channel carries a question back; -1 always."""
    consent: int = -1
    """The cell with how long its sender takes to answer whether what it told may be passed on."""
    families: tuple[int, ...] = ()
    """For each column the index of its shape, -1 where no chance is drawn."""

    @property
    def cells(self) -> tuple[int, ...]:
        """The cells that decide whether and with what weight a copy goes."""
        return (
            self.release,
            self.need,
            self.weight,
            self.trust,
            self.believed,
            self.recognised,
            self.fallback,
            self.latency,
            self.consent,
        )


@frozen
class PassingTies:
    """Who passes on what partners told it; by (agency, class) as for what it saw itself."""

    first: Ints
    """The first of the ties over which it asks first; as many follow over which it need not."""
    number: Ints
    free: npt.NDArray[np.bool_]
    """By (tie, originator's home): whether it may pass on without asking."""
    hops: int
    """How many times a report is told at most; 1 where nobody passes anything on."""


OUT_OF_REACH = 2**60
"""A belief that nobody ever holds, in nano-nats."""


@frozen
class AskingTies:
    """Who asks whom about what it half believes, and over which ties answers come."""

    interest: Ints
    """By agency: the log-odds in nano-nats from which on it asks; never where it does not."""
    first: Ints
    """By (agency, class): the first of the ties over which it answers, partner by partner."""
    number: Ints
    tie: Ints
    """By pair: the tie over which the one asks the other's analysts; -1 where it does not."""
