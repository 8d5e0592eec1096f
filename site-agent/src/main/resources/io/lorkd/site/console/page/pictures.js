// What the model makes of the site's own samples: asked for by hand only, since the trainer stops for it between two steps.
import { order, read } from "./ask.js";
import { at, element, keep, mark, say, show } from "./dom.js";
import * as format from "./format.js";
import { drawPredictions } from "./predictions.js";
import { beginScan, drawScan } from "./scan.js";

const NOTHING = "Nothing is shown until you ask. The trainer answers between two steps; the pictures stay on this machine, and what is trained does not change.";
const WAITING = "Asking the trainer, which answers when the step that it computes is done";

/** What is shown, as the agent told it. */
let shown = null;

export async function beginPictures() {
  at("pictures-form").addEventListener("submit", event => {
    event.preventDefault();
    ask(at("pictures-region").value, 0);
  });
  at("pictures-others").addEventListener("click", () => ask(shown.region, shown.page + 1));
  at("pictures-region").addEventListener("change", nameButton);
  beginScan();
  say(at("pictures-words"), NOTHING);
  try {
    const { pictures } = await read("/api/v1/pictures");
    if (pictures !== null) {
      draw(pictures);
    }
  } catch (e) {
    fail(e.message);
  }
}

function fail(sentence) {
  say(at("pictures-error"), sentence);
  show(at("pictures-error"), sentence !== "");
}

export function putRegions(regions) {
  keep(at("pictures-region"), regions, ({ region }) => region, ({ region }) => element("option", { value: region }, region));
  show(at("pictures-region").parentElement, regions.length > 1);
}

async function ask(region, page) {
  const asker = document.activeElement;
  busy(true);
  fail("");
  say(at("pictures-words"), WAITING);
  try {
    draw(await order("/api/v1/pictures", { region, page }));
  } catch (e) {
    // That there is no model yet, or that it is at work, is no failure.
    const passing = e.status === 409;
    say(at("pictures-words"), passing ? e.message : shown === null ? NOTHING : words(shown));
    fail(passing ? "" : e.message);
  } finally {
    busy(false);
    if (document.activeElement === document.body) {
      asker.focus(); // a button that cannot be pressed loses it
    }
  }
}

function busy(is) {
  mark(at("pictures"), "aria-busy", is);
  at("pictures-ask").disabled = is;
  at("pictures-others").disabled = is;
}

function draw(pictures) {
  shown = pictures;
  at("pictures-region").value = pictures.region;
  say(at("pictures-words"), words(pictures));
  nameButton();
  const few = (pictures.images?.length ?? 1) < pictures.samples;
  show(at("pictures-others"), few);
  drawPredictions(pictures);
  drawScan(pictures);
}

function nameButton() {
  say(at("pictures-ask"), shown?.region === at("pictures-region").value ? "Show again" : "Show predictions");
}

function words({ region, samples, part, model, at: when, images, scan }) {
  const what = images ? `${images.length} of ${format.counted(samples, "image")}` : `${scan.name}, one of ${format.counted(samples, "volume")}`;
  return `Region ${region}: ${what} ${part}. The model is that of ${model}, at ${format.moment(when)}.`;
}
