// The four charts of the overview, each with a table beside it on demand.
import { Chart } from "./chart.js";
import * as format from "./format.js";
import { colourOf, dashOf, theRegions } from "./regions.js";
import { committed, on, theOverview } from "./run.js";
import { inSight } from "./route.js";
import { at, say } from "./dom.js";

const METRICS = { accuracy: "Accuracy", dice: "Dice" };

export function beginCharts() {
  const loss = new Chart(at("chart-loss"), { read: format.figure, tick: format.tick });
  const metric = new Chart(at("chart-metric"), { read: format.percent, tick: format.percentTick, range: [0, 1], none: "Drawn once sites report it." });
  const seconds = new Chart(at("chart-seconds"), { read: format.seconds, tick: format.secondsTick, bars: true });
  const bytes = new Chart(at("chart-bytes"), { read: format.bytes });

  const draw = () => {
    if (!inSight("overview")) {
      return;
    }
    const rounds = committed();
    const numbers = rounds.map(round => round.round);
    const name = metricOf(rounds, theOverview());
    say(at("chart-metric-title"), METRICS[name] ?? name);
    loss.draw(numbers, perRegion(rounds, round => round.losses));
    metric.draw(numbers, perRegion(rounds, round => round.metrics?.[name]));
    seconds.draw(numbers, [{ name: "seconds", colour: "one", values: rounds.map(round => round.seconds) }]);
    bytes.draw(numbers, [
      { name: "down", colour: "one", values: rounds.map(round => round.bytesDown) },
      { name: "up", colour: "region-1", dash: [6, 4], values: rounds.map(round => round.bytesUp) },
    ]);
  };
  on(["rounds", "overview"], draw);
}

/** A run reports one metric: the one that its rounds have, or the one that its task will have. */
export function metricOf(rounds, overview) {
  const reported = rounds.flatMap(round => Object.keys(round.metrics ?? {}));
  return reported.at(-1) ?? (overview?.task === "segmentation" ? "dice" : "accuracy");
}

function perRegion(rounds, valuesOf) {
  return theRegions().map((region, index) => ({
    name: region,
    colour: colourOf(index),
    dash: dashOf(index),
    values: rounds.map(round => valuesOf(round)?.[region] ?? null),
  }));
}
