// The window: what is set, asking for what it means, and showing what comes.

import { drawBars, drawRows } from "./bars.js";
import { offerCopies } from "./copies.js";
import { Editor } from "./editor.js";
import { ask, byId, follow, make } from "./elements.js";
import { drawFans } from "./fans.js";
import { drawSliders } from "./sliders.js";
import { tellStory } from "./story.js";
import { drawTimeline } from "./timeline.js";

const ENDED = "No answer comes: `simengine open` has ended, or been stopped. Start it again, and open its new link.";

const seat = crypto.randomUUID();
const play = { scenario: 0, held: {}, dates: {}, texts: {} };
const shown = new Set(); // numbers with a slider that had none at first
let about = null; // what can be set in the scenario that is on
let fans = null; // the names of those that are shown, once it is known
let spread = null; // what came of them last
let outdated = new AbortController();
let turn = 0, moved = false, looking = false, learnt = false;
const forgetCopy = offerCopies(play);
const editor = new Editor(play.texts, waiting, () => changed());

async function enter(scenario) {
  play.scenario = scenario;
  changed();
  if (!await look()) return;
  const forgotten = [...forget(play.held, about.knobs), ...forget(play.dates, about.timeline.events)];
  const known = fans?.every((name) => about.drivers.some((one) => one.name === name));
  if (fans && !known) forgotten.push(...fans);
  if (!known) fans = about.fans;
  drawAll();
  if (forgotten.length) changed();
  await editor.open(scenario);
}

// What can be set, once it is found out; false where another scenario has been chosen since.
async function look() {
  const { scenario } = play;
  let found = await ask("/scenario", { scenario });
  if (learnt && !found.learnt) found = await ask("/scenario", { scenario }); // it was learnt meanwhile
  if (play.scenario !== scenario) return false;
  about = found;
  return true;
}

// Once figures have been learnt, other shapes stand behind the sliders.
async function learn() {
  about.learnt = true; // asked once
  if (await look()) drawAll();
}

// What another scenario hasn't can't stay set.
function forget(set, there) {
  const gone = Object.keys(set).filter((name) => !there.some((one) => one.name === name));
  for (const name of gone) delete set[name];
  return gone;
}

function drawAll() {
  drawSliders(about.knobs, play.held, shown, { moving, changed });
  drawTimeline(about.timeline, play.dates, () => changed());
  drawFans(about.drivers, about.timeline.dates, fans, spread, chooseFan);
}

function chooseFan(at, name) {
  fans = fans.map((one, place) => (place === at ? name : one));
  changed();
}

// While a handle is moved: a look at few futures, the next one when it has come.
async function moving() {
  moved = true;
  if (looking) return;
  looking = true;
  while (moved) {
    moved = false;
    await changed(true);
  }
  looking = false;
}

async function changed(glance = false) {
  outdated.abort();
  outdated = new AbortController();
  const { signal } = outdated;
  const began = performance.now();
  if (!glance) moved = false;
  forgetCopy();
  waiting();
  try {
    await follow("/answer", { play, fans, seat, turn: (turn += 1), glance }, signal, (one) => { if (!signal.aborted) hear(one, began); });
  } catch (error) {
    if (!signal.aborted) byId("state").textContent = error instanceof TypeError ? ENDED : error.message;
  }
}

function waiting() {
  const state = byId("state");
  state.textContent = "computing …";
  for (const name of Object.keys(state.dataset)) delete state.dataset[name];
}

function hear(one, began) {
  const seconds = ((performance.now() - began) / 1000).toFixed(2);
  const state = byId("state");
  if (one.kind === "answer") {
    for (const part of ["sentence", "moved", "interval"]) byId(part).textContent = one[part];
    tellPast(one.past);
    byId("notes").replaceChildren(...one.notes.map((note) => make("li", {}, note)));
    drawBars(byId("bars"), one.bars, (bar) => tellStory(play, bar, 0));
    state.textContent = `${one.paths.toLocaleString("en")} futures, ${seconds} s after the change`;
    state.dataset.paths = one.paths;
    learnt = one.learnt;
    if (learnt && about && !about.learnt) learn();
  } else if (one.kind === "fans") {
    spread = one;
    if (about) drawFans(about.drivers, about.timeline.dates, fans, spread, chooseFan);
  } else if (one.kind === "rows") drawRows(byId("rows"), one.rows);
  else if (one.kind === "learning") tellPast(one.text);
  else if (one.kind === "problems") tellProblems(one.problems);
  else if (one.kind === "error") state.textContent = one.error;
  state.dataset[`${one.kind}${one.kind === "answer" ? one.paths : ""}`] = seconds; // how soon each came, to be measured
}

function tellPast(text) {
  if (byId("past").textContent !== text) byId("past").textContent = text; // what is the same is not read out again
}

function tellProblems(problems) {
  editor.tell(problems);
  if (!problems.length) return;
  const what = problems.length === 1 ? "Something is" : `${problems.length} things are`;
  byId("state").textContent = `${what} wrong with what is set: see The text. The answer is that of before.`;
}

byId("reset").addEventListener("click", () => {
  for (const part of [play.held, play.dates, play.texts]) for (const name of Object.keys(part)) delete part[name];
  if (editor.files.length) editor.show();
  drawAll();
  changed();
});
for (const one of document.querySelectorAll("input[name=scenario]")) {
  one.addEventListener("change", () => enter(Number(one.value)));
}
history.replaceState(null, "", "/"); // the token has done its work
enter(Number(document.querySelector("input[name=scenario]:checked").value));
