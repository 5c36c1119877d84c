// Making elements, and asking the server. Text is always set as text, so nothing a scenario says becomes markup.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

export function make(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const sent = (said, signal) => ({
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(said), signal,
});

export async function ask(where, said) {
  const response = await fetch(where, sent(said));
  if (!response.ok) throw new Error((await response.text()).trim());
  const found = await response.json();
  if (found.error && !found.problems) throw new Error(found.error);
  return found;
}

// Hands on every line of a streamed answer as it comes.
export async function follow(where, said, signal, hear) {
  const response = await fetch(where, sent(said, signal));
  if (!response.ok) throw new Error((await response.text()).trim());
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (waiting + value).split("\n");
    waiting = lines.pop();
    lines.filter((line) => line).forEach((line) => hear(JSON.parse(line)));
  }
}

// A choice that adds something and is empty again afterwards; it hides where there is nothing left to choose.
export function fillChoice(select, prompt, options, choose) {
  select.replaceChildren(make("option", { value: "" }, prompt));
  options.forEach(({ name, title }) => select.append(make("option", { value: name }, title)));
  select.hidden = !options.length;
  select.onchange = () => { if (select.value) choose(select.value); };
}
