"""Great Expectations suites and gates: which rows are accepted or quarantined, which portal may be published."""
