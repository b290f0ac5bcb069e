"""How fast the program is: each module measures one thing, and ``python -m benchmarks`` all."""
