"""What happens: chances are drawn, and an engine runs a plan to a record of instants."""
