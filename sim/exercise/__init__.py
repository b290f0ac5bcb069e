"""The exercise: a scenario that people play, and the journal of what they decide."""
