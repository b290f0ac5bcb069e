"""What every screen is drawn with: words for numbers, bars, tables, paper, terminal."""
