"""Experiments: who runs plans times replications on common random numbers."""
