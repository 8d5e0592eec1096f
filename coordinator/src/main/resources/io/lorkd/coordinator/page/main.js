// Where the page begins: who looks, which view, and the stream that fills them.
import { at, mark, say } from "./dom.js";
import { beginAudit, beginEvents } from "./events.js";
import { connect } from "./live.js";
import { beginModels } from "./models.js";
import { beginOrders } from "./orders.js";
import { beginOverview } from "./overview.js";
import { beginRoutes } from "./route.js";
import { signOut, toSignIn, who } from "./session.js";
import { beginSites } from "./sites.js";

function showConnection(state) {
  const connection = at("connection");
  mark(connection, "data-state", state);
  say(connection, state === "live" ? "Live" : "Reconnecting");
  mark(connection, "title", state === "live"
    ? "The page follows the run by itself"
    : "The coordinator does not answer at the moment: what you see is what was last heard");
}

async function begin() {
  let session;
  try {
    session = await who();
  } catch (e) {
    if (e.status === 401) {
      toSignIn();
    } else {
      say(at("run-words"), "The coordinator does not answer");
      setTimeout(begin, 2000);
    }
    return;
  }
  say(at("user"), session.user);
  mark(at("user"), "title", `Signed in as ${session.user}, ${session.role}`);
  at("sign-out").addEventListener("click", () => signOut().catch(toSignIn));
  const operator = session.role === "operator";
  if (operator) {
    beginOrders();
  }
  beginOverview();
  beginSites(operator);
  beginModels();
  beginEvents();
  beginAudit();
  beginRoutes();
  connect(showConnection);
}

begin();
