"""Names of what stands elsewhere in the scenario, with the sections in which that must be."""

from __future__ import annotations

from typing import Annotated

from sim.scenario.units.notes import Refers
from sim.scenario.units.quantities import Name

CountryName = Annotated[Name, Refers(("countries",))]
BodyName = Annotated[Name, Refers(("bodies",))]
HomeName = Annotated[Name, Refers(("countries", "bodies"))]
"""A country or an international body."""
AgencyName = Annotated[Name, Refers(("agencies",))]
PartyName = Annotated[Name, Refers(("countries", "bodies", "agencies"))]
"""A country, a body or an agency."""
MatterName = Annotated[Name, Refers(("threats", "red_herrings"))]
"""A threat or red herring."""
TeamName = Annotated[Name, Refers(("exercise.teams",))]
"""A team; where none is written, a country that has an agency."""
ObjectiveName = Annotated[Name, Refers(("exercise.objectives",))]
ChannelName = Annotated[Name, Refers(("channels",))]
AgreementName = Annotated[Name, Refers(("agreements",))]
StreamName = Annotated[Name, Refers(("background",))]
InjectName = Annotated[Name, Refers(("injects",))]
LeverName = Annotated[Name, Refers(("exercise.levers",))]
