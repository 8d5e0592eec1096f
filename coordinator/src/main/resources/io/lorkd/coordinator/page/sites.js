// The sites as a table that stays quick with hundreds of rows: only what has changed is touched.
import { at, element, keep, mark, say, show } from "./dom.js";
import * as format from "./format.js";
import { excludeSite, readmitSite } from "./orders.js";
import { inSight } from "./route.js";
import { on, theSites } from "./run.js";

const SOON_DAYS = 30;
const DAY_MS = 86400000;
const SLOW_MS = 10000;
const OUT_OF_SIGHT_MS = 3000;

let operator = false;
const drawn = new WeakMap();

/** With hundreds of sites nearly all rows are out of sight: those wait a little. */
const inWindow = new WeakSet();
const watch = new IntersectionObserver(entries => entries.forEach(seen =>
  (seen.isIntersecting ? inWindow.add(seen.target) : inWindow.delete(seen.target))), { rootMargin: "400px" });
let drawnAll = 0;
let waiting = 0;

/** @param mayOrder whether who looks may exclude and re-admit */
export function beginSites(mayOrder) {
  operator = mayOrder;
  show(at("sites-orders"), operator);
  show(at("sites-orders-col"), operator);
  at("site-filter").addEventListener("input", draw);
  on(["sites"], draw);
}

/** What a filter looks at. */
export const wordsOf = one => [one.site, one.state, one.doing, one.device, ...one.regions.map(region => region.region)]
  .join(" ").toLowerCase();

/** Every word of the filter must be somewhere. */
export function passes(one, filter) {
  const words = wordsOf(one);
  return filter.toLowerCase().split(/\s+/).every(word => words.includes(word));
}

function draw() {
  if (!inSight("sites")) {
    return;
  }
  const all = theSites();
  const filter = at("site-filter").value.trim();
  const found = filter === "" ? all : all.filter(one => passes(one, filter));
  const everyRow = performance.now() - drawnAll > OUT_OF_SIGHT_MS;
  keep(at("sites"), found, one => one.site, create, (row, one) => {
    if (everyRow || inWindow.has(row) || !drawn.has(row)) {
      update(row, one);
    }
  });
  drawTheRestSoon(everyRow);
  const alive = all.filter(one => one.state === "alive").length;
  say(at("sites-count"), `${alive} of ${format.counted(all.length, "site")} alive${filter ? `; ${found.length} shown` : ""}`);
  show(at("sites-none"), found.length === 0);
  say(at("sites-none"), all.length === 0 ? "No site has joined yet." : `No site has “${filter}” in its name, state, regions or device.`);
}

function drawTheRestSoon(everyRow) {
  if (everyRow) {
    drawnAll = performance.now();
  } else {
    clearTimeout(waiting);
    waiting = setTimeout(draw, OUT_OF_SIGHT_MS + 1);
  }
}

function create(one) {
  const row = element("tr", { "data-test": "site-row", "data-site": one.site },
    element("th", { scope: "row" }, one.site),
    element("td", {}, element("span", { class: "badge" })),
    element("td", { class: "doing" }, element("span"), element("span", { class: "meter" }, element("i")), element("small")),
    element("td", { class: "regions" }),
    element("td"),
    element("td"),
    element("td", { class: "number" }),
    element("td", { class: "number" }),
    element("td", { class: "device" }),
    element("td"));
  if (operator) {
    row.append(element("td", { class: "orders-cell" },
      element("button", { type: "button", class: "small", "data-test": "exclude", "aria-label": `Exclude ${one.site}`, onclick: () => excludeSite(one.site) }, "Exclude"),
      element("button", { type: "button", class: "small", "data-test": "readmit", "aria-label": `Re-admit ${one.site}`, onclick: () => readmitSite(one.site) }, "Re-admit")));
  }
  watch.observe(row);
  return row;
}

const TONES = { alive: "good", lost: "bad", excluded: "quiet" };

function update(row, one) {
  if (drawn.get(row) === one) {
    return; // the same record that it was drawn from
  }
  drawn.set(row, one);
  const [, state, doing, regions, last, refusals, heard, lease, device, certificate, orders] = row.cells;
  mark(state.firstElementChild, "data-tone", TONES[one.state] ?? "quiet");
  say(state.firstElementChild, one.state);
  drawDoing(doing, one);
  say(regions, one.regions.map(region => `${region.region} ${format.count(region.samples)}`).join(", "));
  mark(regions, "title", one.regions.map(region =>
    `${region.region}: ${format.counted(region.samples, "sample")}${region.classes?.length ? ` of ${region.classes.join(", ")}` : ""}`).join("\n"));
  say(last, one.lastUpdate == null ? "–" : `round ${one.lastUpdate.round}, ${format.moment(one.lastUpdate.at)}`);
  mark(last, "title", one.lastUpdate == null ? null : format.bytes(one.lastUpdate.bytes));
  drawRefusals(refusals, one.refusals);
  say(heard, one.silentMs == null ? "–" : one.silentMs < SLOW_MS ? "now" : `${format.seconds(one.silentMs / 1000)} ago`);
  say(lease, one.leaseMs == null ? "–" : `${format.count(Math.round(one.leaseMs / 1000))} s`);
  say(device, one.device);
  drawCertificate(certificate, one.certificateExpires);
  if (orders) {
    show(orders.querySelector("[data-test=exclude]"), one.state !== "excluded");
    show(orders.querySelector("[data-test=readmit]"), one.state === "excluded");
  }
}

function drawDoing(cell, one) {
  const [word, meter, steps] = cell.children;
  const training = one.steps > 0 && one.doing === "training";
  say(word, one.doing);
  show(meter, training);
  if (training) {
    meter.firstElementChild.style.width = `${100 * Math.min(1, one.step / one.steps)}%`;
  }
  say(steps, training ? `step ${one.step}/${one.steps}${one.loss == null ? "" : `, loss ${format.figure(one.loss)}`}` : "");
}

function drawRefusals(cell, refusals) {
  const [last] = refusals; // the newest comes first
  if (!last) {
    say(cell, "none");
    return;
  }
  const open = cell.querySelector("details")?.open ?? false;
  const details = element("details", {},
    element("summary", {}, `${format.count(refusals.length)}, last ${last.refusal}`),
    element("ul", {}, ...refusals.slice(0, 10).map(one =>
      element("li", {}, `${one.round == null ? "" : `Round ${one.round}: `}${one.refusal}: ${one.reason}`))));
  details.open = open;
  if (cell.textContent !== details.textContent) {
    cell.replaceChildren(details);
  }
}

function drawCertificate(cell, expires) {
  if (expires == null) {
    say(cell, "–");
    return;
  }
  const days = Math.floor((Date.parse(expires) - Date.now()) / DAY_MS);
  say(cell, days < 0 ? `expired ${format.date(expires)}` : days < SOON_DAYS ? `${format.counted(days, "day")} left` : format.date(expires));
  cell.className = days < 0 ? "bad" : days < SOON_DAYS ? "warn" : "";
  mark(cell, "title", expires);
}

