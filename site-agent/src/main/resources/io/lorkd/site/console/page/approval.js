// The plan that the hospital is asked about, and its leave.
import { order, read } from "./ask.js";
import { at, say, show } from "./dom.js";
import * as format from "./format.js";

let asked = null;

export function beginApproval() {
  at("approval-form").addEventListener("submit", accept);
}

export async function drawApproval() {
  const { waiting } = await read("/api/v1/approval");
  asked = waiting?.digest ?? null;
  show(at("approval"), waiting !== null);
  if (waiting === null) {
    return;
  }
  say(at("approval-words"), `The coordinator's run ${waiting.run} has the plan “${waiting.name}”, asked since ${format.moment(waiting.since)}. The agent takes no part before somebody here accepts it. Digest ${format.brief(waiting.digest)}.`);
  say(at("approval-plan"), waiting.plan);
}

async function accept(event) {
  event.preventDefault();
  show(at("approval-error"), false);
  try {
    await order("/api/v1/approval", { digest: asked, by: at("approval-name").value });
    say(at("approval-words"), "Accepted. The agent takes part within seconds.");
  } catch (e) {
    say(at("approval-error"), e.message);
    show(at("approval-error"), true);
  }
}
