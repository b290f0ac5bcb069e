"""Units: durations, rates and moments as people write them, and what was meant."""
