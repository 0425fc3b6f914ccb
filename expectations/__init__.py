"""Great Expectations suites and gates.

Which rows are accepted or quarantined, which portal may be published.
"""
