// What is set, to be taken along: as a scenario, as a command, as a file.

import { ask, byId } from "./elements.js";

let last = 0; // what was asked for before has no place any more, however late it comes

// Returns what takes away a copy of what is set no more.
export function offerCopies(play) {
  const tell = (told, text = "") => { byId("copied").textContent = told; byId("copy").textContent = text; };
  const on = (id, use) => byId(id).addEventListener("click", async () => {
    const mine = (last += 1);
    tell("…");
    let found;
    try {
      found = await use({ play, name: byId("name").value });
    } catch (error) {
      found = [error.message];
    }
    if (mine === last) tell(...found);
  });
  on("copy-scenario", (said) => copy("scenario", said));
  on("copy-command", (said) => copy("command", said));
  on("save", async (said) => [`Written: ${(await ask("/save", said)).file}`]);
  return () => { last += 1; tell(""); };
}

async function copy(part, said) {
  const found = await ask("/copy", said);
  if (!(part in found)) throw new Error(found.problems.map((one) => `${one.path}: ${one.message}`).join("\n"));
  try {
    await navigator.clipboard.writeText(found[part]);
    return [`Copied, the ${part}:`, found[part]];
  } catch {
    return [`The ${part}, to select and copy:`, found[part]];
  }
}
