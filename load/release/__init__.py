"""All portals' builds joined and published, and what decides over releases."""
