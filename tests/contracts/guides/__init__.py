"""What the facilitators' guides say of results, and how it is held against the program."""
