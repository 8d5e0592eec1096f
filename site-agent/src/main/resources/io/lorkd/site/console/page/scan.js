// A volume slice by slice: the ground truth beside the prediction.
import { at, element, mark, say, show } from "./dom.js";
import * as format from "./format.js";

let shown = null;

export function beginScan() {
  at("scan-slice").addEventListener("input", drawSlice);
}

export function drawScan({ scan, classes }) {
  shown = scan == null ? null : { scan, classes };
  show(at("scan"), scan != null);
  if (scan == null) {
    return;
  }
  const slider = at("scan-slice");
  slider.max = scan.slices;
  slider.value = scan.first + 1;
  const size = scan.extents.join(" × ");
  say(at("scan-words"), scan.whole
    ? `The whole volume as the network sees it: ${size} voxels.`
    : `A part of the volume of the size that the network is trained on, around what is to be found: ${size} voxels.`);
  at("scan-classes").replaceChildren(...classes.map((name, c) => row(name, scan.colours[c])));
  drawSlice();
}

function row(name, colour) {
  const swatch = element("i", { class: "swatch" });
  swatch.style.setProperty("--series", colour);
  return element("tr", {}, element("th", { scope: "row" }, swatch, name), element("td", { class: "number" }), element("td", { class: "number" }));
}

function drawSlice() {
  const { scan, classes } = shown;
  const slider = at("scan-slice");
  const slice = slider.valueAsNumber - 1;
  const place = `slice ${slice + 1} of ${scan.slices}`;
  say(at("scan-place"), place);
  mark(slider, "aria-valuetext", place);
  put(at("scan-truth"), `${scan.truth}${slice}.png`, `Ground truth in ${place}: ${found(scan.truthVoxels[slice], classes)}`);
  put(at("scan-prediction"), `${scan.prediction}${slice}.png`, `Prediction in ${place}: ${found(scan.predictionVoxels[slice], classes)}`);
  [...at("scan-classes").children].forEach((line, c) => {
    say(line.children[1], format.count(scan.truthVoxels[slice][c]));
    say(line.children[2], format.count(scan.predictionVoxels[slice][c]));
  });
}

function put(image, src, alt) {
  mark(image, "src", src);
  mark(image, "alt", alt);
}

function found(voxels, classes) {
  const present = classes.map((name, c) => ({ name, count: voxels[c] })).filter(({ count }) => count > 0);
  return present.map(({ name, count }) => `${name} in ${format.counted(count, "voxel")}`).join(", ") || "nothing";
}
