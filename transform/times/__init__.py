"""When: days, deadlines and time limits as officials write them."""
