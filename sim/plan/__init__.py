"""What a scenario comes to: desks, routes, tables and calendars that an engine can run."""
