"""Tables: their grid, and the ledgers among them."""
