// The pane for the scenario's text: what is wrong is told as one types, at its line.

import { ask, byId, make } from "./elements.js";

const PATIENCE = 250; // milliseconds after the last key

export class Editor {
  constructor(texts, waiting, changed) {
    this.texts = texts; // what is edited, by file
    this.waiting = waiting;
    this.changed = changed;
    this.files = [];
    this.timer = 0;
    const text = byId("text");
    text.addEventListener("input", () => this.typed());
    text.addEventListener("scroll", () => { byId("lines").scrollTop = text.scrollTop; });
    byId("file").addEventListener("change", () => this.show());
    byId("undo").addEventListener("click", () => { text.value = this.file.text; this.typed(); });
    this.wrong = [];
  }

  get file() { return this.files.find((one) => one.name === byId("file").value); }

  async open(scenario) {
    const { files } = await ask("/texts", { scenario });
    this.files = files;
    byId("file").replaceChildren(...files.map(({ name }) => make("option", { value: name }, name)));
    this.show();
  }

  show(line = 0, column = 0) {
    const text = byId("text");
    text.value = this.texts[this.file.name] ?? this.file.text;
    this.number();
    if (!line) return;
    const before = text.value.split("\n").slice(0, line - 1).join("\n");
    const at = before.length + (line > 1 ? 1 : 0) + column - 1;
    text.focus();
    text.setSelectionRange(at, at);
    text.scrollTop = (line - 4) * parseFloat(getComputedStyle(text).lineHeight);
  }

  typed() {
    const { name, text } = this.file;
    if (byId("text").value === text) delete this.texts[name];
    else this.texts[name] = byId("text").value;
    this.number();
    this.waiting();
    clearTimeout(this.timer);
    this.timer = setTimeout(this.changed, PATIENCE);
  }

  tell(problems) {
    this.wrong = problems;
    const items = problems.map((one) => {
      const place = one.line ? `${one.file}:${one.line}:${one.column}: ` : "";
      const told = `${place}${one.path ? `${one.path}: ` : ""}${one.message}`;
      const known = this.files.some(({ name }) => name === one.file);
      const go = { type: "button", class: "place", onclick: () => this.go(one) };
      return make("li", {}, known ? make("button", go, told) : told);
    });
    byId("problems").replaceChildren(...items);
    this.number();
  }

  go({ file, line, column }) {
    byId("file").value = file;
    this.show(line, column);
  }

  number() {
    if (!this.files.length) return;
    const wrong = new Set(this.wrong.filter((one) => one.file === this.file.name).map((one) => one.line));
    const numbers = byId("text").value.split("\n").map((_, at) => at + 1);
    const lines = numbers.map((line) => make("span", { class: wrong.has(line) ? "wrong" : "" }, `${line}\n`));
    byId("lines").replaceChildren(...lines);
    byId("lines").scrollTop = byId("text").scrollTop;
  }
}
