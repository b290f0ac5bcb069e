"""The study that `entente new study` writes: small, commented, ready to run and to be changed."""

from __future__ import annotations

import json

_STARTER = """\
# A study of Entente: one scenario under many conditions, on common random numbers.
# `entente sweep THIS-FILE` runs it, and goes on where it stopped.
study: 1
title: {title}

# What it is to answer. Write it down before you look.
question: Does legal review still cost days where agencies distrust each other?

# The name of a scenario that comes with the program, or the path of a file, seen from here.
scenario: {scenario}

# What varies, by name. A path is written as for --set: anything that concerns cooperation, never
# where or when a threat leaves indicators.
axes:
  distrust:
    path: dials.trust
    values: [0, 0.5, 1, 2]
    label: distrust
  law:
    path: dials.law
    range: {{from: 0, to: 2, steps: 3}} # 0, 1 and 2; designs that draw take anything between
    label: legal friction

# Which combinations. Others: {{latin_hypercube: {{points: 100}}}}, {{sobol: {{points: 128}}}},
# {{saltelli: {{points: 64}}}}, {{morris: {{trajectories: 10}}}}, {{table: conditions.csv}}.
design: full grid

# How often each is run: a number, or until the figures are precise enough, such as
# {{until: {{detection_time: 12 h, share_missed: 0.03}}, at_most: 1600}}.
replications: 100

# What to keep of each run. Gains never stand alone: keep what they cost beside them.
measures: [detection_time, share_missed, false_alarms, needless_disclosures, copies_delivered]

# The same seed gives the same study.
seed: 1

# The most runs; one run is one replication of one condition.
budget: 5000
"""


def starter_text(title: str, scenario: str = "two-neighbours") -> str:
    """A study of two axes under a title, with a line of explanation for each part."""
    return _STARTER.format(
        title=json.dumps(title, ensure_ascii=False),
        scenario=json.dumps(scenario, ensure_ascii=False),
    )
