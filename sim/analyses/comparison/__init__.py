"""Comparison: what each challenge to cooperation changes, by common random numbers."""
