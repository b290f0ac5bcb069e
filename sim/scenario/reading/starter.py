"""The scenario that `entente new` writes: small, commented, ready to run and to be changed."""

from __future__ import annotations

import json

_STARTER = """\
# A scenario of Entente. `entente run THIS-FILE` runs it; change a number and run it again.
# Durations carry their unit: 90 min, 36 h, 4.2 d, 3 weeks. What is left out has a default.
entente: 1
title: {title}
summary: Two neighbours, one threat, and a report that has to cross a border.
story: |
  Something is being prepared against Brevia, but its first signs are seen in Aldren.

# The exercise begins at a moment of the week and lasts for its horizon. Before it, routine work
# runs for the warm-up, so that desks are as full as usual.
begins: Monday 06:00 UTC
horizon: 90 d
warm_up: 14 d

# Countries are invented. Clocks, office hours and languages make reports wait and be translated.
countries:
  Aldren:
    languages: [Aldrish]
    utc: +01:00
    works: Monday to Friday 08:00 to 16:00
    responsible: Aldren Police # is to be warned of threats to Aldren
    priorities: {{smuggling: 0.8}} # how much a category matters: 0 not at all, 1 fully
  Brevia:
    languages: [Brevian]
    utc: +02:00
    responsible: Brevia Police
    recognises: {{smuggling: 0.9}} # to what degree its law knows the category

# Agencies see, triage, believe and tell. An agency acts when its belief reaches its threshold.
agencies:
  Aldren Border Guard:
    country: Aldren
    role: border
    analysts: 3
    opening: round the clock
    observes: [{{kinds: [crossing], probability: 0.8}}]
    systems: [Net]
  Aldren Police:
    country: Aldren
    analysts: 4
    triage: {{lognormal: {{median: 8 h, sigma: 0.8}}}} # how long one analyst needs for one report
    observes: [{{kinds: [purchase, meeting]}}]
    systems: [Net]
  Brevia Police:
    country: Brevia
    analysts: 3
    observes: [{{kinds: [meeting, purchase]}}]
    threshold: 0.95
    systems: [Case Files]

# Who can tell whom, and how. A pair without a channel cannot tell each other.
channels:
  Aldren liaison: {{between: [Aldren Border Guard, Aldren Police], latency: 30 min}}
  Police hotline:
    between: [Aldren Police, Brevia Police]
    latency: {{lognormal: {{median: 4 h, sigma: 1.0}}}}
    loss: 0.05 # the chance that a sending does not arrive; it is sent again

# What legal review between members comes to. Where no agreement applies, the formal route does.
agreements:
  Neighbours' Treaty:
    members: [Aldren, Brevia]
    covers: [smuggling]
    review: {{probability: 0.7, duration: {{gamma: {{mean: 6 d, shape: 2}}}}, refusal: 0.05}}

# How far agencies trust each other, from 0 to 1; each direction by itself.
trust:
  default: 0.5
  countries:
    Aldren: {{Brevia: 0.6}}
    Brevia: {{Aldren: 0.7}}

# A threat is a category, a country, a deadline and what can be seen of it. The likelihood ratio
# says how many times likelier an indicator is if the threat is real than if it is not.
threats:
  The Shipment:
    category: smuggling
    country: Brevia
    onset: {{uniform: {{from: 2 d, to: 9 d}}}}
    deadline: 40 d # after its onset
    indicators:
      unusual purchase: {{kind: purchase, where: [Aldren], when: 2 d, likelihood_ratio: 8}}
      first crossing: {{kind: crossing, where: [Aldren], when: 6 d, likelihood_ratio: 8}}
      meeting: {{kind: meeting, where: [Brevia], when: 12 d, likelihood_ratio: 10}}
      more crossings: {{kind: crossing, where: [Aldren], when: 8 d, rate: 1 per week}}

# What looks like a threat and is none.
red_herrings:
  Seasonal traders:
    category: smuggling
    arrives: 1 per month
    indicators:
      bulk purchase: {{kind: purchase, where: [Aldren, Brevia], likelihood_ratio: 5}}

# Routine reports keep analysts busy.
background:
  Routine checks:
    category: smuggling
    rate: 3 per day
    work: {{lognormal: {{median: 1 h, sigma: 0.8}}}}

# Something happens on the way: at a time, with a message and what changes.
injects:
  Diplomatic row:
    at: 20 d
    message: Brevia recalls its ambassador. Aldren's agencies grow careful.
    trust: {{of: Aldren, towards: Brevia, becomes: 0.3}}

# The dial of each challenge: 0 removes it, 1 is as written, 2 doubles it.
dials: {{trust: 1, law: 1, communication: 1, capacity: 1}}

# Numbers that no source names count as assumptions, and are shown as such.
sources:
  - of: [agencies.Aldren Police.triage]
    cites: "urgent tips: inspector general of a justice ministry, 2008; shape assumed"
"""


def starter_text(title: str) -> str:
    """A scenario of two countries under a title, with a line of explanation for each part."""
    return _STARTER.format(title=json.dumps(title, ensure_ascii=False))
