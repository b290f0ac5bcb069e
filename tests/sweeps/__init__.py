"""Studies: their files, designs, stores and answers."""
