// Each site a lane, each round a column as wide as it took: who waited, pulled, trained, sent, and what became of it.
import { at, element, keep, mark, say, show } from "./dom.js";
import * as format from "./format.js";
import { median } from "./format.js";
import { committed, on, theRounds } from "./run.js";
import { now } from "./session.js";
import { inSight } from "./route.js";

const FEW_LANES = 12;
const NARROWEST_PX = 118;
const TROUBLE = ["refused", "failed", "lost"];
const LAST_STATES = ["done", ...TROUBLE];

let all = false;
let table;
let head;
let body;

export function beginTimeline() {
  table = at("timeline");
  head = element("div", { role: "row", class: "row-of-rounds head" });
  body = element("div", { role: "rowgroup", class: "lanes" });
  table.append(element("div", { role: "rowgroup" }, head), body);
  at("timeline-more").addEventListener("click", () => {
    all = !all;
    draw();
  });
  on(["rounds"], draw);
  new ResizeObserver(draw).observe(table);
  setInterval(moveNow, 250);
}

/** The last rounds, as many as find room. */
function columns() {
  const label = parseFloat(getComputedStyle(table).getPropertyValue("--label")) || 150;
  const room = Math.max(1, Math.floor((table.clientWidth - label) / NARROWEST_PX));
  return theRounds().filter(round => round.lanes?.length).slice(-Math.min(room, 10));
}

/** How far an open round has come by the coordinator's clock, in ms. */
const age = round => (round.startedAt == null ? 0 : Math.max(0, now() - Date.parse(round.startedAt)));

/** What a column's whole width stands for, in ms: an open round is given the room that one usually takes. */
export function scaleOf(round, usual, age) {
  if (round.seconds != null) {
    return Math.max(1, 1000 * round.seconds);
  }
  return Math.max(1000, 1000 * (usual ?? 0), 1.05 * age);
}

/**
 * Those first that an eye should fall on, where not all are shown.
 *
 * @param last what each site did last in the last round
 */
export function lanesOf(names, last, most) {
  if (names.length <= most) {
    return names;
  }
  const weight = name => (TROUBLE.includes(last.get(name)) ? 0 : last.get(name) === "done" ? 2 : 1);
  return [...names].sort((a, b) => weight(a) - weight(b)).slice(0, most);
}

function draw() {
  if (!inSight("overview")) {
    return;
  }
  const rounds = columns();
  const usual = median(committed().slice(-10).map(round => round.seconds).filter(s => s != null));
  const scales = rounds.map(round => scaleOf(round, usual, round.outcome === "open" ? age(round) : 0));
  const tracks = scales.map(scale => `minmax(${NARROWEST_PX - 6}px, ${Math.round(scale)}fr)`).join(" ");
  const everyone = namesIn(rounds);
  const last = new Map(rounds.at(-1)?.lanes.map(lane => [lane.site, lane.spans.at(-1)?.what]) ?? []);
  const names = lanesOf(everyone, last, all ? Infinity : FEW_LANES);
  drawHead(rounds, tracks);
  const found = rounds.map(round => new Map(round.lanes.map(lane => [lane.site, lane])));
  keep(body, names, name => name, createLane, (row, name) => {
    const lane = row.lastElementChild;
    if (lane.dataset.tracks !== tracks) {
      lane.dataset.tracks = tracks;
      lane.style.gridTemplateColumns = tracks;
    }
    keep(lane, rounds, keyOf, createCell, (cell, round) => {
      const index = rounds.indexOf(round);
      drawCell(cell, round, found[index].get(name), scales[index]);
    });
  });
  drawRest(rounds, everyone.length);
  moveNow();
}

let known = [];

/** Every site that has a lane; sorted anew only where there are others than before. */
function namesIn(rounds) {
  const names = new Set(rounds.flatMap(round => round.lanes.map(lane => lane.site)));
  if (names.size !== known.length || known.some(name => !names.has(name))) {
    known = [...names].sort(format.byName);
  }
  return known;
}

function drawRest(rounds, sites) {
  show(table, rounds.length > 0);
  show(at("timeline-none"), rounds.length === 0);
  const more = at("timeline-more");
  show(more, sites > FEW_LANES && rounds.length > 0);
  say(more, all ? `Show ${FEW_LANES} sites` : `Show all ${format.count(sites)} sites`);
  mark(more, "aria-expanded", all);
  mark(body, "tabindex", all ? "0" : null); // many lanes scroll, for who has a keyboard only, too
}

const keyOf = round => `${round.round}.${round.attempt}`;

function drawHead(rounds, tracks) {
  if (head.children.length === 0) {
    head.append(
      element("div", { role: "columnheader", class: "lane-name" }, "Site"),
      element("div", { role: "none", class: "lane" }));
  }
  const lane = head.lastElementChild;
  lane.style.gridTemplateColumns = tracks;
  keep(lane, rounds, keyOf,
    () => element("div", { role: "columnheader", class: "column-head" }, element("b"), " ", element("span")),
    (node, round) => {
      mark(node, "data-outcome", round.outcome);
      mark(node, "title", round.reason);
      say(node.querySelector("b"), `Round ${round.round}${round.attempt > 1 ? `, try ${round.attempt}` : ""}`);
      say(node.querySelector("span"), wordsOf(round));
    });
}

/** What stands beside a round's number: how long it took, and that some sites are not in it. */
function wordsOf(round) {
  if (round.outcome !== "committed") {
    return round.outcome;
  }
  const asked = round.lanes.length;
  const some = round.contributed != null && round.contributed < asked;
  return `${format.seconds(round.seconds)}${some ? ` · ${round.contributed}/${asked}` : ""}`;
}

const createLane = name => element("div", { role: "row", class: "row-of-rounds", "data-test": "round-lane", "data-site": name },
  element("div", { role: "rowheader", class: "lane-name", title: name }, name),
  element("div", { role: "none", class: "lane", "data-test": `lane-${name}` }));

const createCell = round => element("div", { role: "cell", class: "column", "data-round": round.round },
  element("span", { class: "unseen" }), element("div", { class: "spans", "aria-hidden": "true" }));

const drawn = new WeakMap();

function drawCell(cell, round, lane, scale) {
  const before = drawn.get(cell);
  if (before?.round === round && before.scale === scale) {
    return; // a round that is over does not change any more
  }
  drawn.set(cell, { round, scale });
  const spans = lane?.spans ?? [];
  mark(cell, "data-outcome", round.outcome);
  say(cell.firstElementChild, sentenceOf(lane, round));
  mark(cell, "title", lane?.reason ?? sentenceOf(lane, round));
  const strip = cell.lastElementChild;
  strip.dataset.scale = scale;
  keep(strip, spans.map((span, index) => ({ ...span, index })), span => span.index,
    () => element("i", { class: "span" }, element("em")), (node, span) => {
      mark(node, "data-what", span.what);
      say(node.firstElementChild, span.what === "done" ? "✓" : span.what);
      const from = Math.min(span.from, scale);
      node.style.left = `${100 * from / scale}%`;
      const runs = span.to == null && round.outcome === "open" && !LAST_STATES.includes(span.what);
      node.classList.toggle("runs", runs);
      node.dataset.from = from;
      if (!runs) {
        node.style.width = `${100 * (Math.min(span.to ?? scale, scale) - from) / scale}%`;
      }
    });
}

/** A cell in words, for who hears the page and for who rests the pointer on it. */
export function sentenceOf(lane, round) {
  if (!lane || lane.spans.length === 0) {
    return lane?.reason ?? `round ${round.round}: not asked`;
  }
  const parts = lane.spans.map(span => (span.to == null || LAST_STATES.includes(span.what)
    ? span.what : `${span.what} ${format.seconds((span.to - span.from) / 1000)}`));
  return `${parts.join(", ")}${lane.reason ? `: ${lane.reason}` : ""}`;
}

/** What is going on grows as time passes, also while nothing is heard. */
function moveNow() {
  const open = theRounds().at(-1);
  if (document.hidden || !inSight("overview") || open?.outcome !== "open") {
    return;
  }
  const passed = age(open);
  for (const span of body.querySelectorAll(".span.runs")) {
    const scale = Number(span.parentElement.dataset.scale);
    const from = Number(span.dataset.from);
    span.style.width = `${100 * Math.max(0, Math.min(passed, scale) - from) / scale}%`;
  }
}
