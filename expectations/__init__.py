"""Great Expectations suites and gates: which rows are accepted, which portals are published."""
