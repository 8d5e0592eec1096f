// Images with the classes' probabilities as bars, and the heat map of the predicted class laid over.
import { at, element, show } from "./dom.js";
import * as format from "./format.js";

/** Of many classes, the likeliest ones are shown, and the true one in any case. */
const MOST_BARS = 6;

export function drawPredictions({ images, classes, part }) {
  show(at("predictions-panel"), images != null);
  at("predictions").replaceChildren(...(images ?? []).map(image => card(image, classes, part)));
}

function card(image, classes, part) {
  const right = image.predicted === image.label;
  return element("li", { class: "prediction", "data-test": "prediction", "data-right": right },
    element("div", { class: "looks" },
      look("Image", picture(image.image, `Image ${image.number + 1} ${part}, of the class ${classes[image.label]}`)),
      look("Heat map", picture(image.image, ""), picture(image.heat, heatWords(image, classes)))),
    element("p", { class: "verdict" },
      element("span", { class: "quiet" }, `Image ${image.number + 1}`),
      element("span", { class: "badge", "data-tone": right ? "good" : "warn" }, right ? "right" : "wrong")),
    element("ol", { class: "bars", "aria-label": `Probabilities of image ${image.number + 1}` }, ...bars(image, classes)));
}

const look = (name, ...layers) => element("figure", { class: "look" }, element("div", { class: "layers" }, ...layers), element("figcaption", {}, name));

const picture = (src, alt) => element("img", { src, alt, draggable: "false" });

const heatWords = (image, classes) => image.cold
  ? `Heat map: nothing in the image speaks for ${classes[image.predicted]}`
  : `Heat map: where the image speaks for ${classes[image.predicted]}`;

function bars(image, classes) {
  const all = classes.map((name, index) => ({ name, index, probability: image.probabilities[index] }));
  const likeliest = [...all].sort((a, b) => b.probability - a.probability).slice(0, MOST_BARS);
  const shown = all.length <= MOST_BARS ? all : all.filter(each => likeliest.includes(each) || each.index === image.label);
  return shown.map(each => bar(each, image));
}

function bar({ name, index, probability }, image) {
  const fill = element("i");
  fill.style.width = `${100 * (probability ?? 0)}%`;
  return element("li", { "data-truth": index === image.label, "data-predicted": index === image.predicted },
    element("span", { class: "class" }, element("span", { class: "name", title: name }, name), index === image.label ? element("small", {}, "truth") : null),
    element("span", { class: "meter", "aria-hidden": "true" }, fill),
    element("b", {}, format.percent(probability)));
}
