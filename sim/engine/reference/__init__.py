"""The reference engine, on SimPy: to be read, and to be held against the compiled one.

Its modules and functions have the names that they have in `sim.engine.compiled`, so that each can
be read beside its other; what a stage or a decision does to numbers is one text for both.

A copy whose next stages are plain delays passes them in one go, up to the next moment at which an
inject could change a number; so an event is needed only where somebody may be busy. What takes no
time happens inside its event, in the order of the route.
"""
