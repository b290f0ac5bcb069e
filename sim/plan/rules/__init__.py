"""The rules of cooperation, each a pure function: trust, law, definitions, priorities, belief."""
