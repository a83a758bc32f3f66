"""What survives a restart: state.db and history.db."""
