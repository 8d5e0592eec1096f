// The backbones that were committed, what one costs beside its teacher, and the plan that all came from.
import { at, element, keep, say, show } from "./dom.js";
import * as format from "./format.js";
import { inSight, onEntering } from "./route.js";
import { committed, on } from "./run.js";
import { read, readText } from "./session.js";

let asked = -1;

export function beginModels() {
  onEntering("models", () => {
    asked = -1;
    readPlan();
  });
  on(["rounds"], () => {
    // A round that was committed brought a model: only then is there something to ask for.
    if (inSight("models") && asked !== committed().length) {
      asked = committed().length;
      readModels();
    }
  });
}

async function readModels() {
  try {
    const { models, parameters, cost } = await read("/api/v1/models");
    const newestFirst = [...models].sort((a, b) => b.round - a.round);
    keep(at("models"), newestFirst, model => model.sha256 + model.round, create, (row, model) => drawFile(row.cells[4], model));
    show(at("models-none"), models.length === 0);
    drawCost(parameters, cost);
  } catch (e) {
    say(at("models-none"), e.message);
    show(at("models-none"), true);
  }
}

async function readPlan() {
  try {
    say(at("plan"), await readText("/api/v1/plan"));
  } catch (e) {
    say(at("plan"), e.message);
  }
}

const create = model => element("tr", { "data-test": "model-row" },
  element("th", { scope: "row", class: "number" }, model.round === 0 ? "initial" : String(model.round)),
  element("td", {}, element("code", {}, model.sha256)),
  element("td", { class: "number" }, format.bytes(model.bytes)),
  element("td", {}, format.moment(model.at)),
  element("td"));

function drawFile(cell, model) {
  const kept = model.kept !== false;
  if (cell.dataset.kept === String(kept)) {
    return;
  }
  cell.dataset.kept = kept;
  cell.replaceChildren(kept
    ? element("a", { href: `/api/v1/models/${model.sha256}`, download: `backbone-${model.round}.safetensors`, "aria-label": `Download the backbone of round ${model.round}` }, "Download")
    : element("span", { class: "quiet", title: "The plan says for how many rounds backbones are kept" }, "not kept"));
}

function drawCost(parameters, cost) {
  const facts = cost == null ? [["Parameters", format.count(parameters), null]] : factsOf(cost);
  show(at("cost"), parameters != null);
  at("cost").replaceChildren(element("dl", { class: "facts" }, ...facts.map(([name, value, beside]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, element("b", {}, value), " ", element("small", {}, beside ?? ""))))));
}

/** What one expert costs where it is used, beside the teacher, and what the experts add where they are trained. */
export function factsOf({ expert, experts, inputSize, teacher }) {
  const share = key => (teacher?.[key] ? `${format.percent(expert[key] / teacher[key])} of ${teacher.architecture}` : null);
  return [
    ["Parameters of a fused expert", format.count(expert.parameters), share("parameters")],
    [`FLOPs at ${inputSize.join(" × ")}`, format.large(expert.flops), share("flops")],
    ["All experts, in training", experts.parameters === 0 ? "–" : format.count(experts.parameters), "parameters beside the backbone's"],
  ];
}
