"""A cascade of plans drawn as bands between columns of bars: inline SVG that needs no script, each bar a link."""

from collections import defaultdict

from markupsafe import Markup

from reports.explorer.cascade import Cascade, CascadePlan
from taizhang.foreign_text import show_controls

WIDTH = 1000
BAR = 14
# Between two bars, and at least for a bar: room for its name.
GAP, LEAST = 8, 18
TALL = 420
LETTERS = 22


def draw_cascade(cascade: Cascade, says: str) -> Markup:
    """The drawing; `says` is what it shows, in a sentence."""
    columns: dict[int, list[CascadePlan]] = defaultdict(list)
    for plan in cascade.plans:
        columns[plan.level].append(plan)
    most = max(sum(plan.duties for plan in plans) for plans in columns.values()) or 1
    # One scale for all levels: a band is as thick where it arrives as where it leaves.
    scale = TALL / most
    step = (WIDTH - 260) / max(1, len(columns) - 1)
    places: dict[int, tuple[float, float, float]] = {}
    height = 0.0
    for level, plans in columns.items():
        y = 0.0
        for plan in plans:
            # A plan of one duty must still be seen, and be pointed at.
            tall = max(LEAST, plan.duties * scale)
            places[plan.number] = (level * step, y, tall)
            y += tall + GAP
        height = max(height, y - GAP)
    bands = _bands(cascade, places, scale)
    bars = Markup("").join(_bar(plan, *places[plan.number]) for plan in cascade.plans)
    return Markup(
        '<svg class="sankey" viewBox="0 0 {} {:.0f}" role="group" aria-label="{}">{}{}</svg>'
    ).format(WIDTH, height, show_controls(says), bands, bars)


def _bands(cascade: Cascade, places: dict[int, tuple[float, float, float]], scale: float) -> Markup:
    """Each flow leaves its upper plan below the one before it, and arrives so."""
    left: dict[int, float] = defaultdict(float)
    arrived: dict[int, float] = defaultdict(float)
    order = {plan.number: place for place, plan in enumerate(cascade.plans)}
    drawn = []
    for flow in sorted(cascade.flows, key=lambda one: (order[one.upper], order[one.lower])):
        (x1, y1, _), (x2, y2, _) = places[flow.upper], places[flow.lower]
        thick = flow.duties * scale
        top, bottom = y1 + left[flow.upper], y2 + arrived[flow.lower]
        left[flow.upper] += thick
        arrived[flow.lower] += thick
        x1, middle = x1 + BAR, (x1 + BAR + x2) / 2
        path = (
            f"M{x1:.1f},{top:.1f} C{middle:.1f},{top:.1f} {middle:.1f},{bottom:.1f} {x2:.1f},{bottom:.1f} "
            f"v{thick:.1f} C{middle:.1f},{bottom + thick:.1f} {middle:.1f},{top + thick:.1f} "
            f"{x1:.1f},{top + thick:.1f} z"
        )
        drawn.append(
            Markup('<path class="band" d="{}"><title>{}</title></path>').format(path, flow.duties)
        )
    return Markup("").join(drawn)


def _bar(plan: CascadePlan, x: float, y: float, tall: float) -> Markup:
    title = show_controls(plan.row["title"] or plan.row["document_id"])
    year = plan.row["published_on"].year if plan.row["published_on"] else "–"
    issuer = show_controls("、".join(plan.row["issuers"])) or plan.row["portal"]
    name = f"{issuer} {year}"
    short = name if len(name) <= LETTERS else name[: LETTERS - 1] + "…"
    return Markup(
        '<a href="/documents/{}"><rect class="bar level-{}" x="{:.1f}" y="{:.1f}" width="{}" height="{:.1f}"/>'
        '<text x="{:.1f}" y="{:.1f}">{} · {}</text><title>{} ({})</title></a>'
    ).format(
        plan.row["document_id"],
        plan.level,
        x,
        y,
        BAR,
        tall,
        x + BAR + 5,
        y + tall / 2 + 4,
        short,
        plan.duties,
        title,
        plan.duties,
    )
