"""What people look at: the status, the run report, lists of issues and quarantine, what needs a person."""
