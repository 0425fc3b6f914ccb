"""All that knows Prefect: flows around the house's own runs, their schedule, server, automations.

Another scheduler would be another folder beside this one; `flows.night.Step` is where it takes
hold.
"""
