"""Many conditions of a scenario: which are run, and what can be learnt from them together."""
