// The bars of the answer, with the interval of each, the base as an upright mark, and the difference.

import { make, svg } from "./elements.js";

const HEIGHT = 10;

export function drawBars(where, bars, tellStory) {
  const highest = Math.max(0.01, ...bars.flatMap((bar) => [bar.high ?? 0, bar.base ?? 0]));
  const scale = 100 / Math.min(1, 1.03 * highest);
  const focused = document.activeElement?.dataset?.bar;
  where.replaceChildren(...bars.map((bar) => row(bar, scale, tellStory)));
  if (focused) where.querySelector(`[data-bar="${CSS.escape(focused)}"]`)?.focus();
}

function row(bar, scale, tellStory) {
  const change = bar.change ? `, against the base: ${bar.change}` : "";
  const told = `${bar.title}: ${bar.shown}${change}. Tell one such future.`;
  return make("button", {
    type: "button", class: "bar", "data-bar": `${bar.of} ${bar.name}`, title: bar.text, "aria-label": told,
    onclick: () => tellStory(bar, 0),
  },
  make("span", { class: "name" }, bar.title), picture(bar, scale),
  make("span", { class: "shown" }, bar.shown),
  make("span", { class: bar.clear ? "change clear" : "change" }, bar.change));
}

function picture(bar, scale) {
  const line = (x1, x2, y1, y2, kind) => svg("line", { x1: scale * x1, x2: scale * x2, y1, y2, class: kind });
  const drawn = svg("svg", { viewBox: `0 0 100 ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  if (bar.p === null) return drawn;
  const kind = bar.of === "together" ? "sum" : "one";
  drawn.append(svg("rect", { x: 0, y: 1.5, width: scale * bar.p, height: HEIGHT - 3, class: kind }));
  drawn.append(line(bar.low, bar.high, HEIGHT / 2, HEIGHT / 2, "interval"));
  if (bar.base !== null) drawn.append(line(bar.base, bar.base, 0, HEIGHT, "base"));
  return drawn;
}

export function drawRows(where, rows) {
  const heads = ["figure", "here", "against the base"];
  const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)));
  const body = rows.map((one) => make("tr", {},
    make("th", { scope: "row" }, one.title), make("td", { class: "number" }, one.shown),
    make("td", { class: one.clear ? "number clear" : "number" }, one.change)));
  where.replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
}
