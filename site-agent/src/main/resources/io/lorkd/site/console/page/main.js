import { beginApproval, drawApproval } from "./approval.js";
import { begin } from "./ask.js";
import { at, say } from "./dom.js";
import { drawHoldings } from "./holdings.js";
import { drawLedger } from "./ledger.js";
import { connect } from "./live.js";
import { beginPictures, putRegions } from "./pictures.js";
import { beginCharts, putRounds, putSite, putSteps } from "./training.js";

/** Read again where a round or a state has changed: files are not streamed. */
let readAt = "";

async function reread(mark) {
  if (mark === readAt) {
    return;
  }
  readAt = mark;
  try {
    await Promise.all([drawApproval(), drawLedger(), drawHoldings()]);
  } catch (e) {
    readAt = "";
    say(at("ledger-words"), e.message);
  }
}

const { site } = await begin();
say(at("site-name"), site);
document.title = `${site} · Lorkd`;
beginCharts();
beginApproval();
beginPictures();
connect({
  site: now => {
    putSite(now);
    putRegions(now.regions);
    reread(`${now.state} ${now.work?.round}`);
  },
  steps: putSteps,
  rounds: putRounds,
});
