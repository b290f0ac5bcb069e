"""Chance: one number for every named decision, and what is made of it.

Luck is a table, not a stream. In a stream of random numbers whoever asks first gets the next one,
so a report more or an agency fewer shifts every later draw, and two variants of a scenario are then
compared under different luck. Here every decision has a name (the seed, the replication, who, about
what, for which purpose), a name has a key, and a key has one uniform number. Adding an agency adds
names and changes no number that was there before: what differs between two variants is then what
the variants did, and far fewer replications show it.

`keys` gives the numbers, `families` turns them into durations and counts, `elementary` and
`vectors` compute the functions on that way with the same bits on every machine.
"""
