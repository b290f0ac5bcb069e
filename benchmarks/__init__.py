"""How fast the program is against what it aims at: ``python -m benchmarks`` measures all of it."""
