"""How a night runs: Prefect flows and the command line. Nothing here knows HTML."""
