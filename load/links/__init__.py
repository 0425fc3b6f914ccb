"""Which task of one plan is the same duty as a task of another: plain texts in, links out.

duties: what a task says it does, statement by statement; similarity: how much of it two tasks share; linking: which
of all pairs are links, and why. Words and weights are in tables.toml. Nothing here reads a store.
"""

from load.links.duties import PlainTask
from load.links.linking import TaskLink, link_tasks

__all__ = ["PlainTask", "TaskLink", "link_tasks"]
