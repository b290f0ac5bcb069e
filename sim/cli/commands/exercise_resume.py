"""`entente exercise resume`: a session goes on."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.session_argument import (
    Network,
    network_options,
    plain_option,
    script_option,
    session_argument,
)


@click.command()
@session_argument
@click.option(
    "--as-opened",
    is_flag=True,
    help="Go on with the scenario that the journal holds, also where it was edited since.",
)
@script_option
@plain_option
@network_options
def command(
    file: Path,
    script: Path | None,
    network: Network | None,
    *,
    as_opened: bool,
    plain: bool,
) -> None:
    """Go on with the session in FILE where its journal ends, also after a crash."""
    from sim.cli.desk.leading import Lead
    from sim.cli.desk.playing import told
    from sim.exercise.opening import open_session

    with (
        Lead(script, network, plain=plain) as leading,
        leading.kept(file),
        open_session(file, as_opened=as_opened) as session,
    ):
        if session.dropped:
            told([f"A last line that was cut short was dropped: {session.dropped[:60]}"])
        session.resume()
        leading.lead(session, file)
