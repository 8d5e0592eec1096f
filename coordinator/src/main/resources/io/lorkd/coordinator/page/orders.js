// What an operator may order. Each order is confirmed, says why, and goes into the audit log.
import { at, say, show } from "./dom.js";
import { on, theOverview } from "./run.js";
import { order } from "./session.js";

const WORDS = {
  pause: {
    title: "Pause the run",
    words: "The open round goes on to its end; no other is offered until the run is resumed.",
    button: "Pause the run",
    reason: true,
  },
  resume: { title: "Resume the run", words: "The next round is offered.", button: "Resume the run" },
  stop: {
    title: "Stop the run",
    words: "The run ends for good after what is committed. The backbones and experts so far stay; it cannot be resumed.",
    button: "Stop the run",
    reason: true,
    danger: true,
  },
  start: {
    title: "Start a run",
    words: "A run begins from a plan, checked as on the command line: check it first, then start it.",
    button: "Start the run",
    plan: true,
  },
};

let carryOut = null;
let checked = null;

export function beginOrders() {
  for (const name of Object.keys(WORDS)) {
    at(`order-${name}`).addEventListener("click", () => ask(WORDS[name], reason => send(name, reason)));
  }
  at("order-form").addEventListener("submit", confirmed);
  at("order-cancel").addEventListener("click", () => at("order-dialog").close());
  at("start-check").addEventListener("click", check);
  at("start-plan").addEventListener("input", () => setChecked(null));
  at("start-file").addEventListener("change", readFile);
  on(["overview"], () => {
    const possible = theOverview().orders ?? [];
    show(at("orders"), possible.length > 0);
    Object.keys(WORDS).forEach(name => show(at(`order-${name}`), possible.includes(name)));
  });
}

export function excludeSite(site) {
  ask({
    title: `Exclude ${site}`,
    words: `${site} is not asked any more, and what it is doing now is not counted. Its own files stay with it.`,
    button: "Exclude the site",
    reason: true,
    danger: true,
  }, reason => order(`/api/v1/sites/${encodeURIComponent(site)}/exclude`, { reason }));
}

export function readmitSite(site) {
  ask({
    title: `Re-admit ${site}`,
    words: `${site} may take part again from the next round on.`,
    button: "Re-admit the site",
  }, () => order(`/api/v1/sites/${encodeURIComponent(site)}/readmit`));
}

function send(name, reason) {
  switch (name) {
    case "start":
      return order("/api/v1/run", { plan: checked });
    case "resume":
      return order("/api/v1/resume");
    default:
      return order(`/api/v1/${name}`, { reason });
  }
}

/** @param words what is asked; @param act carries it out, given the reason */
function ask(words, act) {
  carryOut = act;
  say(at("order-title"), words.title);
  say(at("order-words"), words.words);
  say(at("order-confirm"), words.button);
  at("order-confirm").className = words.danger ? "danger" : "main";
  show(at("order-reason-label"), Boolean(words.reason));
  at("order-reason").required = Boolean(words.reason);
  at("order-reason").value = "";
  show(at("start-fields"), Boolean(words.plan));
  at("order-dialog").classList.toggle("wide", Boolean(words.plan));
  setChecked(null);
  refuse(null);
  at("order-confirm").disabled = Boolean(words.plan);
  at("order-dialog").showModal();
}

async function confirmed(submitted) {
  submitted.preventDefault(); // the dialog closes once the coordinator has obeyed
  const button = at("order-confirm");
  button.disabled = true;
  refuse(null);
  try {
    await carryOut(at("order-reason").value.trim());
    at("order-dialog").close();
  } catch (e) {
    refuse(e.message);
  } finally {
    button.disabled = false;
  }
}

function refuse(sentence) {
  say(at("order-error"), sentence);
  show(at("order-error"), sentence !== null);
}

async function readFile() {
  const [file] = at("start-file").files;
  if (file) {
    at("start-plan").value = await file.text();
    setChecked(null);
  }
}

/** Only the very text that passed the check can be started. */
function setChecked(plan, full = "") {
  checked = plan;
  at("order-confirm").disabled = plan === null;
  show(at("start-full"), plan !== null);
  say(at("start-checked"), full);
}

async function check() {
  const plan = at("start-plan").value;
  refuse(null);
  setChecked(null);
  try {
    const { plan: full } = await order("/api/v1/run/check", { plan });
    if (at("start-plan").value === plan) {
      setChecked(plan, full);
      at("start-full").open = true;
    }
  } catch (e) {
    refuse(e.message);
  }
}
