"""Studies: many conditions of a scenario, run, kept, and read together."""
