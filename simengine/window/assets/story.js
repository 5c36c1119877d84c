// The story of one future behind a bar.

import { ask, byId, make } from "./elements.js";

export async function tellStory(play, { of, name }, number) {
  const dialog = byId("story");
  const close = make("button", { type: "button", onclick: () => dialog.close() }, "Close");
  try {
    const told = await ask("/story", { play, of, name, number });
    const next = { type: "button", onclick: () => tellStory(play, { of, name }, number + 1) };
    const row = ([date, text]) => make("tr", {}, make("th", { scope: "row" }, date), make("td", {}, text));
    dialog.replaceChildren(
      make("h2", { id: "story-title" }, told.title),
      make("p", { class: "date" }, told.why),
      make("p", {}, told.about),
      make("div", { class: "wide" }, make("table", {}, make("tbody", {}, ...told.rows.map(row)))),
      make("details", {}, make("summary", {}, "All of it"), make("pre", {}, told.text)),
      make("p", {}, make("button", next, "Another one"), " ", close));
  } catch (error) {
    dialog.replaceChildren(make("p", {}, error.message), close);
  }
  if (!dialog.open) dialog.showModal();
}
