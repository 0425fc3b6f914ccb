"""Which task of one plan is the same duty as a task of another: plain texts in, links out.

words: what of a text counts; duties: what a task says it does, statement by statement; plan_grams:
a plan's tasks as grams of characters; measures: how much of a duty two tasks share; linking: which
of all pairs are links, and why. Words and weights are in tables.toml. Nothing here reads a store.
"""

from load.links.duties import PlainTask
from load.links.linking import PreparedPlan, TaskLink, link_plans, link_tasks, prepare_plan

__all__ = ["PlainTask", "PreparedPlan", "TaskLink", "link_plans", "link_tasks", "prepare_plan"]
