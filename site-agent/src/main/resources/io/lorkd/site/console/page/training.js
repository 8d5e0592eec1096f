// What the site does now, and how its training goes.
import { Chart } from "./chart.js";
import { at, element, keep, mark, say, show } from "./dom.js";
import * as format from "./format.js";

const STATES = {
  Enrolling: () => "Waiting to be let in by the coordinator",
  AwaitingApproval: () => "Waiting for somebody here to accept the plan",
  Opening: () => "Making ready for the run",
  Idle: () => "Waiting for the next round",
  Training: work => `Training round ${work?.round ?? ""}`,
  UpdatePending: work => `Round ${work?.round ?? ""} is trained; its update waits for the coordinator`,
  Settling: () => "Taking over what a round came to",
  Measuring: () => "Measuring the loss of each region, for the ranks",
  Finishing: () => "Fusing and testing the experts",
  Ended: () => "This site's part has ended",
};
const METRICS = { accuracy: "Accuracy", dice: "Dice" };
const COLOURS = 8;
const MOST_STEPS = 2000;

let regions = [];
let metric = "accuracy";
let run = null;
const rounds = new Map();
let steps = [];
let charts = null;

export function beginCharts() {
  charts = {
    steps: new Chart(at("chart-steps"), { read: format.figure, tick: format.tick, noun: "step", none: "Drawn as soon as the site trains." }),
    loss: new Chart(at("chart-loss"), { read: format.figure, tick: format.tick, none: "Drawn once a round has been trained." }),
    metric: new Chart(at("chart-metric"), { read: format.percent, tick: format.percentTick, range: [0, 1], none: "Drawn once a round has been trained." }),
  };
  Object.values(charts).forEach(chart => chart.draw([], []));
}

export function putSite(site) {
  if (site.run !== run) {
    run = site.run;
    rounds.clear();
    steps = [];
    Object.values(charts).forEach(chart => chart.draw([], []));
  }
  regions = site.regions;
  metric = site.plan?.task === "segmentation" ? "dice" : "accuracy";
  say(at("chart-metric-title"), `${METRICS[metric]} of each round`);
  say(at("site-words"), (STATES[site.state] ?? (() => site.state))(site.work));
  say(at("plan-name"), site.plan?.name ?? "No run yet");
  say(at("plan-kind"), site.plan && `${site.plan.task} with ${site.plan.network}, ${format.counted(site.plan.warmup + site.plan.decomposition, "round")}, ${format.counted(site.plan.sites, "site")}`);
  drawProgress(site.work);
  drawFacts(site);
  drawRegions();
  show(at("policy"), site.policy.length > 0);
  keep(at("policy-rules"), site.policy, rule => rule, rule => element("li", {}, rule));
}

function drawProgress(work) {
  const share = work?.steps ? work.step / work.steps : 0;
  at("progress").firstElementChild.style.width = `${100 * share}%`;
  mark(at("progress"), "aria-valuemax", work?.steps ?? 0);
  mark(at("progress"), "aria-valuenow", work?.step ?? 0);
  say(at("progress-steps"), work?.steps ? `Step ${format.count(work.step)} of ${format.count(work.steps)}` : "No step yet");
  say(at("progress-loss"), work?.loss == null ? "" : `loss ${format.figure(work.loss)}`);
}

function drawFacts(site) {
  const facts = [
    ["Device", site.device],
    ["Memory of the agent", format.bytes(site.memory.resident)],
    ["of it Java", `${format.bytes(site.memory.heap)} of ${format.bytes(site.memory.heapLimit)}`],
    ["Sent since it was started", format.bytes(site.bytesServed)],
    ["Phase", site.work ? { warmup: "Warm-up", decomposition: "Decomposition" }[site.work.phase] : "–"],
    ["Learning rate", format.figure(site.work?.learningRate)],
  ];
  keep(at("facts"), facts, ([name]) => name, ([name]) => element("div", {}, element("dt", {}, name), element("dd")),
    (node, [, value]) => say(node.lastElementChild, value));
}

const last = () => [...rounds.values()].sort((a, b) => a.round - b.round).at(-1);

function drawRegions() {
  say(at("metric-head"), `Last ${METRICS[metric].toLowerCase()}`);
  const seen = last();
  keep(at("regions"), regions, region => region.region, region => element("tr", {},
    element("th", { scope: "row" }, element("i", { class: `swatch ${colourOf(region.region)}` }), region.region),
    element("td", { class: "number" }), element("td", { class: "classes small" }), element("td", { class: "number" }),
    element("td", { class: "number" }), element("td", { class: "number" })), (row, region) => {
    const cells = row.children;
    say(cells[1], format.count(region.samples));
    say(cells[2], region.classes.join(", "));
    say(cells[3], region.rank ?? "–");
    say(cells[4], format.figure(seen?.losses[region.region]));
    say(cells[5], format.percent(seen?.metrics[`${metric}/${region.region}`]));
  });
}

const colourOf = name => `region-${regions.findIndex(each => each.region === name) % COLOURS}`;

export function putSteps(told) {
  steps = [...steps, ...told.steps].slice(-MOST_STEPS);
  charts.steps.draw(steps.map(step => step.number), [{ name: "loss", colour: "one", values: steps.map(step => step.loss) }]);
}

export function putRounds(told) {
  told.rounds.forEach(round => rounds.set(round.round, round));
  const all = [...rounds.values()].sort((a, b) => a.round - b.round);
  const numbers = all.map(round => round.round);
  const lines = valueOf => regions.map(({ region }) => ({
    name: region, colour: colourOf(region), values: all.map(round => valueOf(round, region) ?? null),
  }));
  charts.loss.draw(numbers, lines((round, region) => round.losses[region]));
  charts.metric.draw(numbers, lines((round, region) => round.metrics[`${metric}/${region}`]));
  drawRegions();
}
