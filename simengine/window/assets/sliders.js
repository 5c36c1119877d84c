// A slider a number, what is thought of it drawn behind. One that was moved holds its number on every future.

import { byId, fillChoice, make, svg } from "./elements.js";

export function drawSliders(knobs, held, shown, { moving, changed }) {
  const chosen = knobs.filter((knob) => knob.first || shown.has(knob.name) || knob.name in held);
  const rest = knobs.filter((knob) => !chosen.includes(knob));
  const usual = mostOften(chosen.map((knob) => knob.when).filter(Boolean)); // said once, not at every slider
  byId("when").textContent = usual ? `${usual[0].toUpperCase()}${usual.slice(1)}.` : "";
  for (const [where, line] of [["sliders", false], ["cuts", true]]) {
    const those = chosen.filter((knob) => knob.line === line);
    byId(where).replaceChildren(...those.map((knob) => slider(knob, held, knob.when === usual ? "" : knob.when, moving, changed)));
    byId(where).parentElement.hidden = line && !those.length;
  }
  const add = (name) => { shown.add(name); drawSliders(knobs, held, shown, { moving, changed }); };
  fillChoice(byId("more"), "Another number …", rest, add);
}

function slider(knob, held, when, moving, changed) {
  const few = knob.options.length > 0;
  const input = few ? choice(knob) : range(knob);
  const number = few ? null : make("input", {
    type: "number", step: "any", class: "number", placeholder: knob.varies ? "varies" : null,
    "aria-label": `${knob.title}, as a number`,
  });
  const back = make("button", { type: "button", class: "back" }, knob.varies ? "let it vary" : "as it was");
  const note = [knob.note, knob.source].filter(Boolean).join(" · ");
  const box = make("div", { class: "knob", "data-knob": knob.name, title: note });

  const show = () => {
    const value = held[knob.name];
    box.classList.toggle("held", value !== undefined);
    back.hidden = value === undefined;
    input.value = value ?? (few && knob.varies ? "" : knob.value);
    if (number) number.value = value ?? (knob.varies ? "" : knob.value);
  };
  const put = (text, tell) => {
    if (text === "") delete held[knob.name];
    else held[knob.name] = Number(text);
    show();
    tell();
  };
  input.addEventListener("change", () => put(input.value, changed));
  if (!few) input.addEventListener("input", () => put(input.value, moving));
  number?.addEventListener("change", () => put(number.value, changed));
  back.addEventListener("click", () => put("", changed));

  const kind = [knob.set && !knob.line ? "set, not estimated" : "", knob.unit].filter(Boolean).join(", ");
  if (knob.stuck) for (const one of [input, number]) one?.setAttribute("disabled", "");
  box.append(
    make("span", { class: "name" }, knob.title, make("small", {}, kind)),
    make("div", { class: "track" }, knob.shapes.length ? shapes(knob.shapes) : null, input),
    number ?? make("span"), back,
    make("small", { class: "told" }, [knob.told, knob.contrast, when].filter(Boolean).join("; ")));
  show();
  return box;
}

function mostOften(texts) {
  const times = (text) => texts.filter((one) => one === text).length;
  return texts.toSorted((a, b) => times(b) - times(a))[0];
}

function range(knob) {
  const label = knob.title + (knob.unit ? `, ${knob.unit}` : "");
  return make("input", { type: "range", min: knob.low, max: knob.high, step: knob.step, "aria-label": label });
}

function choice(knob) {
  const options = knob.options.map(({ value, title }) => make("option", { value }, title));
  const varies = knob.varies ? make("option", { value: "" }, "varies") : null;
  return make("select", { "aria-label": knob.title }, varies, ...options);
}

// What is thought of a number, and as an outline what was thought before.
function shapes(all) {
  const drawn = all.map((cells, at) => {
    const points = cells.flatMap((height, cell) => [`${cell},${1 - height}`, `${cell + 1},${1 - height}`]);
    return svg("polygon", { points: `0,1 ${points.join(" ")} ${cells.length},1`, class: at ? "before" : "now" });
  });
  const box = { viewBox: `0 0 ${all[0].length} 1`, preserveAspectRatio: "none", class: "prior", "aria-hidden": "true" };
  return svg("svg", box, ...drawn);
}
