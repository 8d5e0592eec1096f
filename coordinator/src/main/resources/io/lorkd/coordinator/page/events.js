// What has happened, newest first: the journal's events with a search, the audit log among them, and the last few on the overview.
import { at, element, keep, show } from "./dom.js";
import * as format from "./format.js";
import { EventList } from "./event-list.js";
import { inSight, onEntering } from "./route.js";
import { on, takeEvents } from "./run.js";
import { read } from "./session.js";

const LATEST = 6;
const TYPING_MS = 250;

let latest = [];
let events;
let audit;

export function beginEvents() {
  events = new EventList(at("events"), "/api/v1/events", "event-row", "Nothing has happened that fits this search.");
  onEntering("events", search);
  let typing = 0;
  at("event-text").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(search, TYPING_MS);
  });
  at("event-severity").addEventListener("change", search);
  at("event-search").addEventListener("submit", submitted => {
    submitted.preventDefault();
    search();
  });
  on(["event"], takeNew);
  readLatest();
}

export function beginAudit() {
  audit = new EventList(at("audit"), "/api/v1/audit", "audit-row", "No order has been given yet, and no account has changed.");
  onEntering("audit", () => audit.begin({}));
}

const search = () => events.begin({ text: at("event-text").value.trim(), severity: at("event-severity").value });

function takeNew() {
  const heard = takeEvents();
  if (inSight("events")) {
    events.take(heard);
  }
  if (inSight("audit")) {
    audit.take(heard.filter(event => event.audit));
  }
  putLatest(heard);
}

async function readLatest() {
  try {
    putLatest((await read(`/api/v1/events?limit=${LATEST}`)).events);
  } catch {
    // They come by the stream, too.
  }
}

/** The newest few of what was there and what has come, each once. */
function putLatest(heard) {
  const byId = new Map([...latest, ...heard].map(event => [event.id, event]));
  latest = [...byId.values()].sort((a, b) => b.id - a.id).slice(0, LATEST);
  keep(at("latest"), latest, event => event.id, event => element("li", { "data-severity": event.severity },
    element("time", { datetime: event.at }, format.clock(event.at)), element("span", {}, event.sentence)));
  show(at("latest").parentElement, latest.length > 0);
}
