// Keys, the tie between a value and where it stands, charts, copying. Pages work without it.
"use strict";

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

// j and k go from hit to hit.
function step(by) {
  const hits = [...document.querySelectorAll(".hits > li")];
  if (!hits.length) return;
  const at = hits.findIndex((hit) => hit.classList.contains("at"));
  const next = hits[Math.min(hits.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  hits.forEach((hit) => hit.classList.toggle("at", hit === next));
  next.querySelector("a").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

const press = (id) => document.getElementById(id)?.click();
const KEYS = {
  "/": () => { const field = document.getElementById("q"); if (field) { field.focus(); field.select(); } else location.href = "/"; },
  j: () => step(1),
  k: () => step(-1),
  "?": () => document.getElementById("keys").showModal(),
  a: () => press("accept"),
  e: () => press("correct"),
  u: () => press("undo"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});

// A value and the stretches of text that it was read from name the same mark; a stretch inside another has both names,
// and stands for those that are its own.
function ownNames(element) {
  const names = element.dataset.mark.split(" ");
  return names.length > 1 ? names.filter((name) => name !== "text") : names;
}
function tie(event, on) {
  const from = event.target.closest?.("[data-mark]");
  if (!from) return;
  const wanted = ownNames(from);
  for (const one of document.querySelectorAll("[data-mark]")) {
    if (ownNames(one).some((name) => wanted.includes(name))) one.classList.toggle("on", on);
  }
}
for (const [start, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  document.addEventListener(start, (event) => tie(event, true));
  document.addEventListener(end, (event) => tie(event, false));
}

function showKeys() { document.getElementById("keys").showModal(); }

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  const text = field ? field.textContent.trim() : location.href;
  try { await navigator.clipboard.writeText(text); button.textContent = button.dataset.done; } catch { getSelection().selectAllChildren(field ?? button); }
}

// A chart is drawn from the JSON that its table is made of; without a script the table is there.
async function draw(place) {
  const answer = await fetch(place.dataset.chart);
  if (!answer.ok) return;
  const data = await answer.json();
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue("--soft").trim();
  const tones = ["--bar", "--bar2", "--three", "--seal", "--fresh", "--blocked", "--quiet", "--stale"].map((name) => style.getPropertyValue(name).trim());
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const axis = { axisLabel: { color: ink, hideOverlap: true }, axisLine: { lineStyle: { color: ink } } };
  const names = { type: "category", data: data.names, ...axis };
  const amounts = { type: "value", ...axis, splitLine: { lineStyle: { color: style.getPropertyValue("--rule").trim() } } };
  chart.setOption({
    animation: false,
    color: tones,
    aria: { enabled: true },
    grid: { left: 8, right: 16, top: data.series.length > 1 ? 40 : 12, bottom: 8, containLabel: true },
    legend: data.series.length > 1 ? { top: 0, textStyle: { color: ink }, type: "scroll" } : undefined,
    tooltip: { trigger: "axis", renderMode: "richText" },
    xAxis: data.across ? amounts : names,
    yAxis: data.across ? { ...names, inverse: true } : amounts,
    series: data.series.map((one) => ({ ...one, type: "bar", stack: data.stacked ? "all" : undefined, barMaxWidth: 28 })),
  });
  addEventListener("resize", () => chart.resize());
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.id === "show-keys") showKeys();
  if (button?.dataset.copy !== undefined) copy(button);
});

document.addEventListener("DOMContentLoaded", () => {
  const narrow = matchMedia("(max-width: 60rem)").matches;
  if (narrow) document.querySelector(".filters")?.removeAttribute("open");
  const print = document.querySelector(".print[data-scroll]");
  const mark = print?.querySelector(`[data-mark~="${CSS.escape(print.dataset.scroll)}"]`);
  if (mark) print.scrollTop = mark.offsetTop - print.offsetTop - print.clientHeight / 3;
  if (window.echarts) document.querySelectorAll("[data-chart]").forEach(draw);
});
