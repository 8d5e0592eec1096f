// What lies in the site's state folder and stays there.
import { read } from "./ask.js";
import { at, element, keep, say, show } from "./dom.js";
import * as format from "./format.js";

export async function drawHoldings() {
  const { unit, experts } = await read("/api/v1/holdings");
  say(at("unit-words"), unit
    ? `Experts, heads and optimiser state as of round ${unit.round}, trained from backbone ${format.brief(unit.backbone)} on ${format.count(unit.samples)} samples so far: ${format.bytes(unit.bytes)}.`
    : "No round has been committed with this site's work yet.");
  show(at("experts-table"), experts.length > 0);
  keep(at("experts"), experts, expert => expert.region + expert.at, expert => element("tr", {},
    element("th", { scope: "row" }, expert.region),
    element("td", { class: "number" }, String(expert.rank)),
    element("td", { class: "number" }, format.bytes(expert.bytes)),
    element("td", { class: "digest", title: expert.backbone }, format.brief(expert.backbone)),
    element("td", {}, format.moment(expert.at))));
}
