// When events are forced: a handle an event on one line of time.

import { byId, fillChoice, make } from "./elements.js";

export function drawTimeline({ dates, events }, forced, changed) {
  const stepOf = (event) => (event.name in forced ? dates.indexOf(forced[event.name]) : event.step);
  const redraw = () => drawTimeline({ dates, events }, forced, changed);
  const on = events.filter((event) => stepOf(event) !== null || event.many);
  const line = make("div", {}, ...ticks(dates));
  const axis = make("div", { class: "event axis", "aria-hidden": "true" }, make("span"), line);
  const rows = on.map((event) => row(event, stepOf(event), { dates, forced, changed, redraw }));
  byId("timeline").replaceChildren(...(on.length ? [axis] : []), ...rows);
  const add = (name) => { forced[name] = dates[Math.ceil((dates.length - 1) / 2)]; redraw(); changed(); };
  fillChoice(byId("force"), "Force another event …", events.filter((event) => !on.includes(event)), add);
}

function ticks(dates) {
  const last = dates.length - 1, many = Math.min(6, last);
  const places = Array.from({ length: many + 1 }, (_, at) => Math.round((at * last) / many));
  return places.map((place) => make("span", {}, dates[place].slice(0, 4)));
}

function row(event, step, { dates, forced, changed, redraw }) {
  const kind = event.by === "at" ? "on its date" : "then, if not before";
  const name = make("span", { class: "name" }, event.title, make("small", {}, kind));
  if (event.many) {
    const told = make("span", { class: "told" }, `${event.many}: its dates stand in the text`);
    return make("div", { class: "event" }, name, told);
  }
  const date = make("output", {}, dates[step]);
  const handle = make("input", {
    type: "range", min: 1, max: dates.length - 1, step: 1, value: step, "data-event": event.name,
    "aria-label": `${event.title}: date`, "aria-valuetext": dates[step],
  });
  const back = make("button", { type: "button", class: "back" }, event.step === null ? "leave to chance" : "as it was");
  back.hidden = !(event.name in forced);
  handle.addEventListener("input", () => {
    date.textContent = dates[handle.value];
    handle.setAttribute("aria-valuetext", dates[handle.value]);
  });
  handle.addEventListener("change", () => {
    forced[event.name] = dates[handle.value];
    back.hidden = false;
    changed();
  });
  back.addEventListener("click", () => {
    delete forced[event.name];
    redraw();
    changed();
  });
  return make("div", { class: "event", title: event.note }, name, handle, date, back);
}
