"""Statistics: pure numerics over numbers that know no scenario, each with its source."""
