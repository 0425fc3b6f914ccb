"""All that knows Prefect.

Flows around the house's own runs, their schedule, the server and its automations.

Another scheduler would be another folder beside this one; `flows.night.Step` is where it takes
hold.
"""
