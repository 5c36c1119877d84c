// What is set, to be taken along: as a scenario, as a command, as a file.

import { ask, byId } from "./elements.js";

export function offerCopies(play) {
  const on = (id, use) => byId(id).addEventListener("click", async () => {
    byId("copied").textContent = "…";
    byId("copy").textContent = "";
    try {
      byId("copied").textContent = await use({ play, name: byId("name").value });
    } catch (error) {
      byId("copied").textContent = error.message;
    }
  });
  on("copy-scenario", (said) => copy("scenario", said));
  on("copy-command", (said) => copy("command", said));
  on("save", async (said) => `Written: ${(await ask("/save", said)).file}`);
}

async function copy(part, said) {
  const found = await ask("/copy", said);
  if (!(part in found)) throw new Error(found.problems.map((one) => `${one.path}: ${one.message}`).join("\n"));
  byId("copy").textContent = found[part];
  try {
    await navigator.clipboard.writeText(found[part]);
    return "Copied:";
  } catch {
    return "Select and copy:";
  }
}
