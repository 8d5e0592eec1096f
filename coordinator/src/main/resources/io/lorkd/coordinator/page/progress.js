// One mark a round, filled as rounds are committed, and where in the algorithm the run is.
import { at, element, keep, mark, say } from "./dom.js";
import { spelled } from "./format.js";

/** Beyond this many rounds the marks would be hairs: one bar it is. */
const MOST_MARKS = 80;

const PHASES = { warmup: "Warm-up", decomposition: "Decomposition" };

export function drawProgress(overview, rounds) {
  const bar = at("progress");
  const total = overview.rounds ?? 0;
  bar.hidden = overview.run == null;
  mark(bar, "aria-valuemax", total);
  mark(bar, "aria-valuenow", overview.committed ?? 0);
  mark(bar, "aria-valuetext", `${overview.committed ?? 0} of ${total} rounds committed`);
  bar.classList.toggle("whole", total > MOST_MARKS);
  if (total > MOST_MARKS) {
    keep(bar, ["bar"], key => key, () => element("i", { "data-mark": "committed" }),
      node => { node.style.width = `${100 * overview.committed / total}%`; });
  } else {
    keep(bar, marksOf(overview, rounds), one => one.round, () => element("i"), (node, one) => {
      mark(node, "data-mark", one.mark);
      mark(node, "data-phase", one.phase);
      mark(node, "title", `Round ${one.round}${one.phase ? `, ${PHASES[one.phase]}` : ""}: ${one.mark}`);
    });
  }
  at("phase").parentElement.hidden = overview.run == null;
  say(at("round-number"), overview.round ?? "–");
  say(at("round-count"), overview.rounds ?? "–");
  say(at("phase"), overview.phase == null ? spelled(overview.state ?? "") : PHASES[overview.phase] ?? overview.phase);
}

/** Each round of the run with what has become of it: to come, open, committed. */
export function marksOf(overview, rounds) {
  const phases = new Map(rounds.map(round => [round.round, round.phase]));
  const warmups = overview.warmup ?? null;
  return Array.from({ length: overview.rounds ?? 0 }, (ignored, index) => {
    const round = index + 1;
    return {
      round,
      phase: phases.get(round) ?? (warmups == null ? null : round <= warmups ? "warmup" : "decomposition"),
      mark: round <= overview.committed ? "committed"
        : round === overview.round && overview.endedAt == null ? "open" : "to come",
    };
  });
}
