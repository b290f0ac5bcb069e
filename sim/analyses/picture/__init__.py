"""What a picture of a scenario shows: one day as it can be played, and settings to choose from."""
