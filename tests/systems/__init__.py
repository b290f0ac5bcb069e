"""Whether every system of cooperation does what it is there for, and nothing else."""
