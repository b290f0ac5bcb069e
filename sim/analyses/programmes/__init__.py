"""Programmes: what each of them, alone and together, buys for its cost."""
