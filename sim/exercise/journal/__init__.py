"""The journal of a session: what was decided and when, and all that a session needs."""
