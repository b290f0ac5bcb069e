"""Draws: the timetable of a replication, with every chance decided by its key."""
