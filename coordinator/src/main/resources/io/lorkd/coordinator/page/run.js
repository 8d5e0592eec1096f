// What the page knows about the run: the one place that the views read, filled by live.js.
import { byName } from "./format.js";

const listeners = new Map();
const changed = new Set();
let drawing = false;

let overview = null;
const rounds = new Map();
const sites = new Map();

/** Has a view drawn again when a topic (overview, rounds, sites, event) changes: once a frame at most, however much comes in. */
export function on(topics, draw) {
  for (const topic of topics) {
    listeners.set(topic, [...(listeners.get(topic) ?? []), draw]);
  }
}

function tell(topic) {
  changed.add(topic);
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(drawChanged);
  }
}

function drawChanged() {
  drawing = false;
  const due = new Set([...changed].flatMap(topic => listeners.get(topic) ?? []));
  changed.clear();
  due.forEach(draw => draw());
}

/** Draws what is known again, as when a view comes into sight. */
export function redraw() {
  if (overview !== null) {
    tell("overview");
  }
  tell("rounds");
  tell("sites");
}

/** The run as a whole, as in GET /api/v1/overview; null until it was heard, and never where the topic overview is told. */
export const theOverview = () => overview;

/** Rounds with their attempts, oldest first. */
export const theRounds = () => [...rounds.values()].sort((a, b) => a.round - b.round || a.attempt - b.attempt);

/** Rounds that count: what was abandoned is left out. */
export const committed = () => theRounds().filter(round => round.outcome === "committed");

let names = null;

/** The sites by name; sorted anew only where one has come. */
export function theSites() {
  names ??= [...sites.keys()].sort(byName);
  return names.map(name => sites.get(name));
}

export function putOverview(heard) {
  if (overview && overview.run !== heard.run) {
    rounds.clear();
    sites.clear();
    names = null;
    tell("rounds");
    tell("sites");
  }
  overview = heard;
  tell("overview");
}

const heardSince = new Set();
const keyOf = round => `${round.round}.${round.attempt}`;

/** A round as the stream tells it. */
export function putRound(round) {
  rounds.set(keyOf(round), round);
  heardSince.add(keyOf(round));
  tell("rounds");
}

/** Says that rounds are about to be asked for. */
export const expectRounds = () => heardSince.clear();

/** The rounds that were asked for; what the stream has told since is newer than what they say. */
export function fillRounds(asked) {
  asked.filter(round => !heardSince.has(keyOf(round))).forEach(round => rounds.set(keyOf(round), round));
  tell("rounds");
}

export function putSites(heard) {
  for (const one of heard) {
    if (!sites.has(one.site)) {
      names = null;
    }
    sites.set(one.site, one);
  }
  tell("sites");
}

const events = [];

/** Events that have come in since they were last taken, oldest first. */
export const takeEvents = () => events.splice(0);

export function putEvent(event) {
  events.push(event);
  tell("event");
}
