// When events are forced: a handle an event on one line of time.

import { byId, fillChoice, make } from "./elements.js";

export function drawTimeline({ dates, events }, forced, changed) {
  const stepsOf = ({ name, steps }) => (name in forced ? forced[name].split(", ").map((one) => dates.indexOf(one)) : steps);
  const redraw = () => drawTimeline({ dates, events }, forced, changed);
  const on = events.filter((event) => stepsOf(event).length || event.many);
  const line = make("div", {}, ...ticks(dates));
  const axis = make("div", { class: "event axis", "aria-hidden": "true" }, make("span"), line);
  const rows = on.map((event) => row(event, stepsOf(event), { dates, forced, changed, redraw }));
  byId("timeline").replaceChildren(...(on.length ? [axis] : []), ...rows);
  const add = (name) => { forced[name] = dates[Math.ceil((dates.length - 1) / 2)]; redraw(); changed(); };
  fillChoice(byId("force"), "Force another event …", events.filter((event) => !on.includes(event)), add);
}

function ticks(dates) {
  const last = dates.length - 1, many = Math.min(6, last);
  const places = Array.from({ length: many + 1 }, (_, at) => Math.round((at * last) / many));
  return places.map((place) => make("span", {}, dates[place].slice(0, 4)));
}

function row(event, steps, { dates, forced, changed, redraw }) {
  const kind = event.by === "latest" ? "then, if not before" : steps.length > 1 ? "on its dates" : "on its date";
  const name = make("span", { class: "name" }, event.title, make("small", {}, kind));
  if (event.many) {
    const told = make("span", { class: "told" }, `${event.many}: its dates stand in the text`);
    return make("div", { class: "event" }, name, told);
  }
  const now = [...steps], told = () => now.map((step) => dates[step]).join(", ");
  const date = make("output", {}, told());
  const handles = now.map((step, at) => {
    const which = now.length > 1 ? `date ${at + 1}` : "date";
    const handle = make("input", {
      type: "range", min: 1, max: dates.length - 1, step: 1, value: step, "data-event": event.name,
      "aria-label": `${event.title}: ${which}`, "aria-valuetext": dates[step],
    });
    handle.addEventListener("input", () => {
      now[at] = Number(handle.value);
      date.textContent = told();
      handle.setAttribute("aria-valuetext", dates[now[at]]);
    });
    handle.addEventListener("change", () => {
      forced[event.name] = told();
      back.hidden = false;
      changed();
    });
    return handle;
  });
  const back = make("button", { type: "button", class: "back" }, event.steps.length ? "as it was" : "leave to chance");
  back.hidden = !(event.name in forced);
  back.addEventListener("click", () => {
    delete forced[event.name];
    redraw();
    changed();
  });
  return make("div", { class: "event", title: event.note }, name, make("div", { class: "handles" }, ...handles), date, back);
}
