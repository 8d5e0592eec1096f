// One chart by uPlot: a legend that reads the values where the pointer is, a sentence for who hears it, a table on demand.
import { element, keep, mark, say, show } from "./dom.js";
import { counted } from "./format.js";

const HEIGHT = 168;

let uPlot = null;
let coming = null;

/** The library is half of the page's weight, and there is nothing to draw before the page is there: it comes after that. */
function bringLibrary() {
  coming ??= Promise.all([import("./uPlot.esm.js"), bringStyle()])
    .then(([library]) => { uPlot = library.default; })
    .catch(() => { coming = null; }); // the next draw asks again
  return coming;
}

function bringStyle() {
  const href = new URL("./uPlot.min.css", import.meta.url).href;
  const there = [...document.styleSheets].some(sheet => sheet.href === href);
  return there ? null : new Promise((done, failed) => {
    const link = element("link", { rel: "stylesheet", href });
    link.addEventListener("load", done);
    link.addEventListener("error", failed);
    document.head.append(link);
  });
}

const capital = word => word[0].toUpperCase() + word.slice(1);

export class Chart {
  #host;
  #options;
  #legend = element("ul", { class: "legend" });
  #canvas = element("div", { class: "canvas", role: "img" });
  #table = element("div", { class: "scroll chart-table", role: "group", tabindex: "0", hidden: "" });
  #button = element("button", { type: "button", class: "plain", "aria-expanded": "false", hidden: "", onclick: () => this.#turn() }, "Table");
  #none = element("p", { class: "quiet small none" });
  #plot = null;
  #shape = "";
  #points = [];
  #lines = [];

  /**
   * @param host an element with a heading, which names the chart
   * @param options read: how a value is written; tick: how one is at the axis, if otherwise; range: what the axis spans at
   *     least; bars: bars for lines; noun: what a point stands for; none: what is said where there is none yet
   */
  constructor(host, options) {
    this.#host = host;
    this.#options = { noun: "round", none: "Drawn once a round has been committed.", ...options };
    say(this.#none, this.#options.none);
    const title = host.querySelector("h2");
    this.#button.append(element("span", { class: "unseen" }, ` of ${title.textContent}`));
    const top = element("div", { class: "panel-top" });
    title.replaceWith(top);
    top.append(title, this.#button);
    mark(this.#table, "aria-labelledby", title.id);
    host.append(this.#legend, this.#none, this.#canvas, this.#table);
    new ResizeObserver(() => this.#fit()).observe(this.#canvas);
    document.addEventListener("themechange", () => this.#build());
    requestAnimationFrame(() => setTimeout(bringLibrary));
  }

  /**
   * @param points the numbers of the rounds, or of what else is along the axis
   * @param lines [{name, colour, dash, values}], a value per point, null where there is none
   */
  draw(points, lines) {
    this.#points = points;
    this.#lines = lines.filter(line => line.values.some(value => value != null));
    const empty = this.#lines.length === 0;
    show(this.#none, empty);
    show(this.#canvas, !empty);
    show(this.#button, !empty);
    this.#drawLegend(points.length - 1);
    mark(this.#canvas, "aria-label", this.#sentence());
    if (!this.#table.hidden) {
      this.#drawTable();
    }
    // A single point is drawn as one: there is no line yet.
    const shape = [points.length < 2, ...this.#lines.map(line => line.name + line.colour)].join();
    if (empty) {
      return;
    }
    if (this.#plot === null || shape !== this.#shape) {
      this.#shape = shape;
      this.#build();
    } else {
      this.#plot.setData(this.#data());
    }
  }

  #data() {
    return [this.#points, ...this.#lines.map(line => line.values)];
  }

  #build() {
    this.#plot?.destroy();
    this.#plot = null;
    const width = this.#canvas.clientWidth;
    if (this.#lines.length === 0 || width === 0) {
      return;
    }
    if (uPlot === null) {
      this.#buildLater();
      return;
    }
    const style = getComputedStyle(this.#host);
    const quiet = style.getPropertyValue("color");
    const grid = getComputedStyle(this.#canvas).borderTopColor;
    const font = `11px ${style.fontFamily}`;
    const axis = { stroke: quiet, font, ticks: { show: false }, grid: { stroke: grid, width: 1 } };
    this.#plot = new uPlot({
      width,
      height: HEIGHT,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
      scales: { x: { time: false, range: (plot, from, to) => this.#pointRange(from, to) }, y: { range: (plot, from, to) => this.#valueRange(from, to) } },
      axes: [
        { ...axis, size: 24, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], grid: { show: false }, values: (plot, ticks) => ticks.map(tick => (Number.isInteger(tick) ? tick : "")) },
        { ...axis, size: 56, space: 34, values: (plot, ticks) => ticks.map(this.#options.tick ?? this.#options.read) },
      ],
      series: [{}, ...this.#lines.map(line => this.#series(line))],
      hooks: { setCursor: [plot => this.#drawLegend(plot.cursor.idx ?? this.#points.length - 1)] },
    }, this.#data(), this.#canvas);
  }

  async #buildLater() {
    await bringLibrary();
    if (uPlot !== null && this.#plot === null) {
      this.#build();
    }
  }

  #series(line) {
    // Custom properties cannot be read as colours, an element that has one for its colour can.
    const probe = this.#canvas.appendChild(element("i", { class: line.colour }));
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return this.#options.bars
      ? { stroke: colour, fill: colour, width: 0, paths: uPlot.paths.bars({ size: [0.62, 26], radius: 0.15 }), points: { show: false } }
      : { stroke: colour, width: 1.8, dash: line.dash, spanGaps: true, points: { show: this.#points.length < 2, size: 6, fill: colour } };
  }

  #pointRange(from, to) {
    const edge = this.#options.bars ? 0.6 : 0;
    return from === to ? [from - 1, to + 1] : [from - edge, to + edge];
  }

  #valueRange(from, to) {
    const [least, most] = this.#options.range ?? [0, 0];
    const top = Math.max(most, to ?? 0);
    return [Math.min(least, from ?? 0), top === most && most > 0 ? most : (top || 1) * 1.06];
  }

  #fit() {
    const width = this.#canvas.clientWidth;
    if (width === 0) {
      return;
    }
    if (this.#plot === null) {
      this.#build();
    } else if (this.#plot.width !== width) {
      this.#plot.setSize({ width, height: HEIGHT });
    }
  }

  #drawLegend(index) {
    const items = this.#options.bars ? [] : this.#lines;
    show(this.#legend, items.length > 0);
    keep(this.#legend, items, line => line.name,
      line => element("li", {}, element("i"), element("span"), element("b")), (node, line) => {
        const dashed = line.dash?.length > 0;
        node.children[0].className = `swatch ${line.colour}${dashed ? " dashed" : ""}`;
        say(node.children[1], dashed ? `${line.name} (dashed)` : line.name);
        say(node.children[2], this.#options.read(line.values[index]));
      });
  }

  #sentence() {
    const at = this.#points.length - 1;
    const values = this.#lines.map(line => `${line.name} ${this.#options.read(line.values[at])}`);
    return `${this.#host.querySelector("h2").textContent} over ${counted(this.#points.length, this.#options.noun)}; last: ${values.join(", ")}`;
  }

  #turn() {
    show(this.#table, this.#table.hidden);
    mark(this.#button, "aria-expanded", !this.#table.hidden);
    this.#drawTable();
  }

  #drawTable() {
    const head = element("tr", {}, element("th", { scope: "col", class: "number" }, capital(this.#options.noun)),
      ...this.#lines.map(line => element("th", { scope: "col", class: "number" }, line.name)));
    const rows = this.#points.map((point, at) => element("tr", {}, element("th", { scope: "row", class: "number" }, String(point)),
      ...this.#lines.map(line => element("td", { class: "number" }, this.#options.read(line.values[at])))));
    this.#table.replaceChildren(element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows.reverse())));
  }
}
