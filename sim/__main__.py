"""`python -m sim` is `entente`."""

from sim.cli import main

main(prog_name="entente")
