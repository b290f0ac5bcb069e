"""What a notebook or a script needs, and the command line does in its own way."""
