"""Charts as inline SVG: small pure functions, figures in, markup out.

Colours are the page's CSS classes.

Every drawing is as wide as a phone, so that its letters stay readable there; wide screens set
several side by side. Each mark says its figure when it is pointed at, and the whole drawing says in
one sentence what it shows.
"""

from collections.abc import Sequence
from math import ceil, floor, log10

from markupsafe import Markup

from taizhang.html import format_number

WIDTH = 340
# For the figures beside the lines.
GUTTER = 34
HEIGHT = 110
# Room for one figure of a label.
LETTER = 6.4
CELL, GAP, TALL = 7, 1, 14  # of a strip


def draw_spark(values: Sequence[float], says: str) -> Markup:
    """A line through `values` with its last point marked; without a scale, for it shows the shape only."""
    width, height, edge = 96, 24, 3
    low, high = min(values), max(values)
    across = (width - 2 * edge) / max(1, len(values) - 1)
    down = (height - 2 * edge) / ((high - low) or 1)
    # A line of equal values has no height to be scaled by.
    middle = height / 2 if high == low else None
    points = [
        (edge + at * across, middle or height - edge - (value - low) * down)
        for at, value in enumerate(values)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    inside = Markup('<polyline points="{}"/><circle cx="{:.1f}" cy="{:.1f}" r="2.4"/>').format(
        line,
        x,
        y,
    )
    return _wrap_svg("spark", width, height, says, inside)


def draw_columns(
    names: Sequence[str],
    marks: Sequence[str],
    counts: Sequence[int],
    says: str,
    tone: str,
) -> Markup:
    """A column for each name, in the colour class `tone`; `marks` stand below where there is room for them."""
    ticks = choose_scale(max([*counts, 1]))
    base, head = HEIGHT - 18, 8
    room = (WIDTH - GUTTER) / max(1, len(names))
    thick = min(22.0, room * 0.76)

    def y(value: float) -> float:
        return base - (base - head) * value / ticks[-1]

    drawn = [_draw_line(value, y(value)) for value in ticks]
    free = 0.0
    for at, (name, mark, count) in enumerate(zip(names, marks, counts, strict=True)):
        middle = GUTTER + (at + 0.5) * room
        drawn.append(
            _draw_column(
                middle - thick / 2,
                y(count),
                thick,
                base - y(count),
                tone,
                f"{name}: {format_number(count)}",
            )
        )
        half = LETTER * len(mark) / 2
        # A mark that would touch the one before it is left out: the column's own title still says
        # its name.
        if mark and free <= middle - half and middle + half <= WIDTH + LETTER:
            drawn.append(_draw_text(middle, HEIGHT - 4, mark, "middle"))
            free = middle + half + LETTER / 2
    return _wrap_svg("columns", WIDTH, HEIGHT, says, Markup().join(drawn))


def draw_strip(states: Sequence[str | None], names: Sequence[str], says: str) -> Markup:
    """A cell for each name, in the colour class of its state; none where it has no state."""
    marks = [
        Markup(
            '<rect x="{}" y="0" width="{}" height="{}" class="{}"><title>{}: {}</title></rect>'
        ).format(at * (CELL + GAP), CELL, TALL, state, name, state)
        for at, (name, state) in enumerate(zip(names, states, strict=True))
        if state
    ]
    return _wrap_svg(
        "strip",
        len(states) * (CELL + GAP),
        TALL,
        says,
        Markup().join(marks),
        fixed=True,
    )


def draw_years(months: Sequence[str]) -> Markup:
    """The year above the cell where it begins; `months` are written 2021-03, in either order.

    The first cell has its year too, where the next year leaves room for it.
    """
    room = 4.5 * LETTER
    begins = [at for at in range(1, len(months)) if months[at][:4] != months[at - 1][:4]]
    # A strip that begins in November has no room for its first year beside the next.
    if months and not (begins and begins[0] * (CELL + GAP) < room):
        begins.insert(0, 0)
    marks = [_draw_text(at * (CELL + GAP), TALL - 4, months[at][:4], "start") for at in begins]
    width = max(len(months) * (CELL + GAP), room)
    return _wrap_svg("years", width, TALL, "years", Markup().join(marks), fixed=True)


def choose_scale(most: float) -> list[int]:
    """Two to five round figures from 0 to the first that is not below `most`, which is at least 1."""
    power = 10 ** floor(log10(most))
    step = next(
        step
        # Steps of 1, 2 and 5 times a power of ten, as people count.
        for step in (power // 5, power // 2, power, 2 * power, 5 * power)
        if step and most <= 4 * step
    )
    return [step * at for at in range(ceil(most / step) + 1)]


def _draw_line(value: int, y: float) -> Markup:
    text = _draw_text(GUTTER - 6, y + 3.5, _short_figure(value), "end")
    return (
        Markup('<line x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(
            GUTTER,
            WIDTH,
            y,
            y,
        )
        + text
    )


def _draw_column(x: float, y: float, width: float, height: float, tone: str, says: str) -> Markup:
    if not height:
        return Markup()
    form = '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" class="{}"><title>{}</title></rect>'
    return Markup(form).format(x, y, width, height, tone, says)  # noqa: S704 — the form is ours, what fills it escaped


def _draw_text(x: float, y: float, text: str, anchor: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        x,
        y,
        anchor,
        text,
    )


def _short_figure(value: int) -> str:
    """A figure for the gutter: 1200 as 1.2k."""
    if value >= 1000:
        return f"{value / 1000:g}k"
    return str(value)


def _wrap_svg(
    kind: str,
    width: float,
    height: float,
    says: str,
    inside: Markup,
    fixed: bool = False,
) -> Markup:
    if fixed:
        size = Markup(' style="width:{:g}px;height:{:g}px"').format(width, height)
    else:
        size = Markup()
    return Markup(
        '<svg class="{}" viewBox="0 0 {:g} {:g}" role="img" aria-label="{}"{}>{}</svg>'
    ).format(
        kind,
        width,
        height,
        says,
        size,
        inside,
    )
