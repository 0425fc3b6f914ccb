"""Great Expectations suites and gates: which rows are accepted, which are quarantined, which portal may be published."""
