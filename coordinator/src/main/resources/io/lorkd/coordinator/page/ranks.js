// The rank plan, with the loss reductions that led to it.
import { at, element, keep, say, show } from "./dom.js";
import * as format from "./format.js";
import { colourOf, theRegions } from "./regions.js";

const NOTES = {
  balanced: "Every region has the plan's base rank.",
  imbalanced: "The more a region's loss fell in warm-up, the larger its expert.",
};

export function drawRanks(overview) {
  const plan = overview.ranks;
  const rows = plan?.regions ?? [];
  say(at("ranks-mode"), plan == null ? "" : plan.decided ? plan.mode : "not decided yet");
  const rose = rows.some(row => row.reduction < 0) ? " Where it is negative, the loss rose." : "";
  say(at("ranks-note"), plan?.decided ? (NOTES[plan.mode] ?? "") + rose : "Decided once warm-up has ended.");
  show(at("ranks-note"), plan != null);
  show(at("ranks").parentElement, rows.length > 0);
  const largest = Math.max(1, ...rows.map(row => row.rank ?? 0));
  const order = theRegions();
  keep(at("ranks"), rows, row => row.region, create, (node, row) => {
    const [name, reduction, rank] = node.cells;
    const index = Math.max(0, order.indexOf(row.region));
    name.firstElementChild.className = `swatch ${colourOf(index)}`;
    say(name.lastElementChild, row.region);
    say(reduction, format.figure(row.reduction));
    say(rank.firstElementChild, format.count(row.rank));
    show(rank.lastElementChild, row.rank != null);
    rank.lastElementChild.firstElementChild.style.width = `${100 * (row.rank ?? 0) / largest}%`;
  });
}

const create = () => element("tr", {},
  element("th", { scope: "row" }, element("i"), element("span")),
  element("td", { class: "number" }),
  element("td", { class: "number rank" }, element("b"), element("span", { class: "meter" }, element("i"))));
