// An endless list of events by pages, newest first, that also takes what is heard while it is open.
import { element, keep, mark, say, show } from "./dom.js";
import * as format from "./format.js";
import { read } from "./session.js";

const PAGE = 100;
const SEVERITIES = ["info", "notice", "warning", "error"];

export class EventList {
  #path;
  #rowTest;
  #table;
  #rows = element("tbody");
  #none;
  #more = element("button", { type: "button", class: "plain more", hidden: "" }, "Older events");
  #events = [];
  #filter = {};
  #asking = 0;

  /** @param rowTest what a row's data-test says; @param none what an empty list says */
  constructor(host, path, rowTest, none) {
    this.#path = path;
    this.#rowTest = rowTest;
    this.#none = element("p", { class: "empty", hidden: "" }, none);
    this.#table = element("table", { class: "events" },
      element("thead", {}, element("tr", {}, ...["Time", "Severity", "Event", "Round", "Site"].map(name => element("th", { scope: "col" }, name)))),
      this.#rows);
    host.append(this.#table, this.#none, this.#more);
    this.#more.addEventListener("click", () => this.#readPage());
    new IntersectionObserver(seen => {
      if (seen.some(entry => entry.isIntersecting) && !this.#more.hidden) {
        this.#readPage();
      }
    }, { rootMargin: "400px" }).observe(this.#more);
  }

  /** Begins anew with a filter: {text, severity}, each left out or empty where all is wanted. */
  begin(filter) {
    this.#filter = filter;
    this.#events = [];
    this.#asking++;
    show(this.#more, false);
    return this.#readPage();
  }

  /** What was heard just now; what the filter leaves out is left out here, too. */
  take(heard) {
    const known = new Set(this.#events.map(event => event.id));
    const fresh = heard.filter(event => !known.has(event.id) && passes(event, this.#filter));
    if (fresh.length > 0) {
      this.#events = [...fresh, ...this.#events].sort((a, b) => b.id - a.id);
      this.#draw();
    }
  }

  async #readPage() {
    const asking = ++this.#asking;
    const query = new URLSearchParams({ limit: PAGE });
    Object.entries(this.#filter).filter(([, value]) => value).forEach(([key, value]) => query.set(key, value));
    if (this.#events.length > 0) {
      query.set("before", this.#events.at(-1).id);
    }
    show(this.#more, false);
    try {
      const page = await read(`${this.#path}?${query}`);
      if (asking !== this.#asking) {
        return; // another search has begun
      }
      const known = new Set(this.#events.map(event => event.id));
      this.#events.push(...page.events.filter(event => !known.has(event.id)));
      this.#draw();
      show(this.#more, page.more);
    } catch (e) {
      say(this.#none, e.message);
      show(this.#none, true);
    }
  }

  #draw() {
    show(this.#table, this.#events.length > 0);
    show(this.#none, this.#events.length === 0);
    keep(this.#rows, this.#events, event => event.id, event => this.#row(event));
  }

  #row(event) {
    const row = element("tr", { "data-test": this.#rowTest, "data-severity": event.severity, "data-kind": event.kind },
      element("td", {}, element("time", { datetime: event.at, title: event.at }, format.moment(event.at))),
      element("td", {}, element("span", { class: "severity" }, event.severity)),
      element("td", { class: "sentence" }, event.sentence),
      element("td", { class: "number" }, event.round == null ? "" : String(event.round)),
      element("td", {}, event.site ?? ""));
    mark(row, "title", event.kind);
    return row;
  }
}

/** As the coordinator filters: this severity or a graver one, and the text somewhere in the sentence. */
export function passes(event, { text, severity }) {
  return (!severity || SEVERITIES.indexOf(event.severity) >= SEVERITIES.indexOf(severity))
    && (!text || event.sentence.toLowerCase().includes(text.toLowerCase()));
}
