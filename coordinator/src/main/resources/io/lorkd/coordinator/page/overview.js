// The first view: what state the run is in, in words, and how it came there.
import { beginCharts } from "./charts.js";
import { at, element, keep, mark, say, show } from "./dom.js";
import * as format from "./format.js";
import { drawProgress } from "./progress.js";
import { drawRanks } from "./ranks.js";
import { inSight, titleInSight } from "./route.js";
import { committed, on, theOverview, theRounds } from "./run.js";
import { beginTimeline } from "./timeline.js";

const KINDS = { classification: "classification", segmentation: "segmentation in 3D" };
const NOT_TRAINING = {
  WaitingForSites: { word: "Waiting", tone: "quiet" },
  Recovering: { word: "Recovering", tone: "warn" },
};
const SPEAK_EVERY_MS = 10000;

export function beginOverview() {
  on(["overview", "rounds"], draw);
  beginTimeline();
  beginCharts();
  on(["overview"], announce);
}

/** How the run is doing, in one word and one tone. */
export function badgeOf(overview) {
  if (overview.run == null) {
    return { word: "No run", tone: "quiet" };
  }
  if (overview.paused != null) {
    return { word: "Paused", tone: "warn" };
  }
  if (overview.endedAt != null) {
    return { word: format.spelled(overview.state), tone: { Finished: "good", Failed: "bad" }[overview.state] ?? "quiet" };
  }
  return NOT_TRAINING[overview.state] ?? { word: "Running", tone: "live" };
}

/** Seconds to the end at the pace of the last ten rounds; null where nothing tells yet. */
export function secondsLeft(overview, pace) {
  const goesOn = overview.run != null && overview.endedAt == null && overview.paused == null;
  return goesOn && pace != null && overview.rounds != null ? pace * Math.max(0, overview.rounds - overview.committed) : null;
}

const paceOf = rounds => format.median(rounds.slice(-10).map(round => round.seconds).filter(s => s != null));

function draw() {
  const overview = theOverview();
  if (overview === null) {
    return;
  }
  const badge = badgeOf(overview);
  document.title = titleOf(overview, badge);
  if (!inSight("overview")) {
    return;
  }
  at("view-overview").classList.toggle("no-run", overview.run == null);
  say(at("run-badge"), badge.word);
  mark(at("run-badge"), "data-tone", badge.tone);
  say(at("run-name"), overview.name);
  say(at("run-kind"), overview.run == null ? "" : `${KINDS[overview.task] ?? overview.task} · run ${format.brief(overview.run)}`);
  mark(at("run-kind"), "title", overview.run);
  say(at("run-words"), overview.words);
  const pause = pauseToSay(overview);
  show(at("run-paused"), pause !== "");
  say(at("run-paused"), pause);
  drawProgress(overview, theRounds());
  drawFacts(overview);
  drawRanks(overview);
}

/** What the run's words do not say of a pause, such as that one is to come. */
function pauseToSay({ paused, pauseOrder, words }) {
  if (paused == null) {
    return pauseOrder == null ? "" : `Pauses before the next round, by order of ${pauseOrder.by}: ${pauseOrder.reason}`;
  }
  return words.includes(paused) ? "" : `Paused: ${paused}`;
}

function titleOf(overview, badge) {
  return overview.run == null || overview.rounds == null
    ? `${titleInSight()} · Lorkd`
    : `${titleInSight()} · ${badge.word} ${overview.committed}/${overview.rounds} · Lorkd`;
}

function drawFacts(overview) {
  show(at("facts"), overview.run != null);
  const sites = overview.sites ?? {};
  const pace = paceOf(committed());
  const left = secondsLeft(overview, pace);
  const facts = [
    ["Sites alive", `${format.count(sites.alive)} of ${format.count(sites.enrolled)}`,
      sites.excluded ? `${sites.excluded} excluded` : null],
    ["This round", `${format.count(sites.done)} done`, sites.working ? `${sites.working} at work` : null],
    ["Time per round", format.seconds(pace), pace == null ? null : "median of the last ten"],
    overview.endedAt == null
      ? ["Time left", left == null ? "–" : `about ${format.seconds(left)}`, left == null ? null : "at this pace"]
      : ["Ended", format.moment(overview.endedAt), null],
    ["Sent to sites", format.bytes(overview.bytes?.down), null],
    ["Come from sites", format.bytes(overview.bytes?.up), null],
    ["Started", format.moment(overview.startedAt), null],
  ];
  keep(at("facts"), facts, fact => fact[0],
    fact => element("div", {}, element("dt", {}, fact[0]), element("dd", {}, element("b"), " ", element("small"))),
    (node, [, value, beside]) => {
      say(node.querySelector("b"), value);
      say(node.querySelector("small"), beside);
    });
}

let spoken = null;
let spokenAt = 0;

/** Reads aloud what matters and no more: another state, another round; and not every round of a fast run. */
function announce() {
  const { run, state, paused, round, words } = theOverview();
  const now = [run, state, paused].join();
  const stateIsNew = spoken !== null && !spoken.startsWith(now);
  const roundIsNew = spoken !== `${now},${round}` && Date.now() - spokenAt > SPEAK_EVERY_MS;
  if (stateIsNew || roundIsNew) {
    say(at("announcement"), words);
    spoken = `${now},${round}`;
    spokenAt = Date.now();
  }
}
