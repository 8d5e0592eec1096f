// The coordinator's stream of events, and how it is found again after it was lost.
import * as run from "./run.js";
import { read, toSignIn, who } from "./session.js";

const SHORTEST_WAIT = 1000;
const LONGEST_WAIT = 10000;

let source = null;
let last = null;
let wait = SHORTEST_WAIT;
let tellState = () => {};

/** @param onState called with "live" or "waiting" */
export function connect(onState) {
  tellState = onState;
  open();
}

function open() {
  // The browser sends Last-Event-ID only where it reconnects by itself; a new EventSource has to be told.
  source = new EventSource(last == null ? "/api/v1/stream" : `/api/v1/stream?last=${encodeURIComponent(last)}`);
  source.addEventListener("open", opened);
  source.addEventListener("error", lost);
  source.addEventListener("overview", heard(run.putOverview));
  source.addEventListener("sites", heard(data => run.putSites(data.sites)));
  source.addEventListener("round", heard(run.putRound));
  source.addEventListener("event", heard(run.putEvent));
}

const heard = put => message => {
  if (message.lastEventId) {
    last = message.lastEventId;
  }
  put(JSON.parse(message.data));
};

async function opened() {
  wait = SHORTEST_WAIT;
  tellState("live");
  // The stream tells of rounds that change from now on; those before, and what was missed, are asked for.
  run.expectRounds();
  try {
    run.fillRounds((await read("/api/v1/rounds")).rounds);
  } catch {
    // It went away again: the stream's own error says so.
  }
}

/** Where the connection broke the browser tries again by itself; where it was refused, it gives up, and we do. */
function lost() {
  tellState("waiting");
  if (source.readyState === EventSource.CLOSED) {
    setTimeout(tryAgain, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
}

async function tryAgain() {
  try {
    await who();
    open();
  } catch (e) {
    if (e.status === 401) {
      toSignIn();
    } else {
      lost();
    }
  }
}
