// Two fans: how a driver spreads over time here (filled) and in the base (lines).

import { byId, make, svg } from "./elements.js";

const WIDTH = 320, HEIGHT = 150, LEFT = 44, BOTTOM = 18;

export function drawFans(drivers, dates, shown, found, choose) {
  byId("pictures").replaceChildren(...shown.map((name, at) => {
    const titled = (one) => one.title + (one.unit ? `, ${one.unit}` : "");
    const option = (one) => make("option", { value: one.name, selected: one.name === name }, titled(one));
    const select = make("select", { "aria-label": `Fan ${at + 1}` }, ...drivers.map(option));
    select.addEventListener("change", () => choose(at, select.value));
    const drawn = found ? picture(found.fans[name], found.base[name], dates) : make("p", {}, "…");
    return make("figure", { class: "fan" }, select, drawn);
  }));
  byId("fans").hidden = !drivers.length;
}

function picture(here, base, dates) {
  const rows = [...(here ?? []), ...(base ?? [])].flat().filter((value) => value !== null);
  if (!here || !rows.length) return make("p", {}, "No future has a value of it here.");
  const [low, high] = [Math.min(...rows), Math.max(...rows)];
  const x = (step) => LEFT + ((WIDTH - LEFT - 4) * step) / Math.max(1, dates.length - 1);
  const y = (value) => 6 + ((HEIGHT - BOTTOM - 6) * (high - value)) / (high - low || 1);
  const point = (value, step) => (value === null ? [] : [`${x(step).toFixed(1)},${y(value).toFixed(1)}`]);
  const points = (row) => row.flatMap(point);
  const around = (a, b) => [...points(a), ...points(b).reverse()].join(" ");
  const band = (a, b, kind) => svg("polygon", { points: around(a, b), class: kind });
  const line = (row, kind) => svg("polyline", { points: points(row).join(" "), class: kind });
  const label = (text, at, from, anchor) => svg("text", { x: at, y: from, "text-anchor": anchor }, text);
  const number = (value) => String(+value.toPrecision(3));
  const told = "Nine futures in ten, half of them, and the middle; dashed the base";
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": told },
    band(here[0], here[4], "wide"), band(here[1], here[3], "half"), line(here[2], "middle"),
    ...(base ? [0, 2, 4].map((level) => line(base[level], level === 2 ? "base middle" : "base")) : []),
    label(number(high), LEFT - 4, 12, "end"), label(number(low), LEFT - 4, HEIGHT - BOTTOM, "end"),
    label(dates[0].slice(0, 4), LEFT, HEIGHT - 4, "start"),
    label(dates.at(-1).slice(0, 4), WIDTH - 4, HEIGHT - 4, "end"));
}
