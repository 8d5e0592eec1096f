// The egress ledger in words.
import { read } from "./ask.js";
import { at, element, keep, mark, say } from "./dom.js";
import * as format from "./format.js";

export async function drawLedger() {
  const ledger = await read("/api/v1/ledger");
  const whole = ledger.flaw === null;
  say(at("ledger-badge"), whole ? "record checked and whole" : "record changed");
  mark(at("ledger-badge"), "data-tone", whole ? "good" : "bad");
  say(at("ledger-words"), whole ? words(ledger) : ledger.flaw);
  keep(at("ledger"), ledger.entries, entry => entry.sequence, row);
}

function words(ledger) {
  if (ledger.all === 0) {
    return "Nothing has left this site. Each update of the shared backbone is written down here before anybody may pull it.";
  }
  const listed = ledger.entries.length < ledger.all ? ` The newest ${ledger.entries.length} are listed.` : "";
  return `${format.counted(ledger.all, "update")} of the shared backbone, ${format.bytes(ledger.bytes)} in all, and nothing else. Each entry carries the digest of the one before it; the head is ${format.brief(ledger.head)}.${listed}`;
}

const row = entry => element("tr", {},
  element("td", { class: "number" }, String(entry.sequence)),
  element("td", {}, element("time", { datetime: entry.time }, format.moment(entry.time))),
  element("td", {}, `Backbone update of round ${entry.round}${entry.attempt > 1 ? `, attempt ${entry.attempt}` : ""}`, element("small", {}, ` · run ${entry.run}`)),
  element("td", {}, entry.peer === "coordinator" ? "the coordinator" : entry.peer),
  element("td", { class: "number" }, format.count(entry.bytes)),
  element("td", { class: "digest", title: entry.digest }, format.brief(entry.digest)));
