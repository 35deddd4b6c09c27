"""How the learned parts are fitted; not in the wheel."""
