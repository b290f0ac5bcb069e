"""The compiled engine: the events of the reference engine, in its order, to its last bit.

What happens at an instant is told by plain functions of one `World`, a tuple of columns of records.
`loop` takes one event after the other; `sharing`, `travelling` and `desks` say what it does;
`event_list` and `queues` hold what is to come and who waits; `memory` names every number.
`sim.engine.machine_code` compiles all of it once. Without a compiler the same functions run as they
are, only slowly.
"""
