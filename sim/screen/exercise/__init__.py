"""The screens of an exercise: the facilitator's desk, and what each team sees."""
