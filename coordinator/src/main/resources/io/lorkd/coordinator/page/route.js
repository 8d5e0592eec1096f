// One view at a time, by the address's fragment.
import { at, mark, show } from "./dom.js";
import { redraw } from "./run.js";

const TITLES = { overview: "Overview", sites: "Sites", models: "Models", events: "Events", audit: "Audit" };

const entering = new Map();
let shown = null;

/** Whether this view is the one in sight: the others need no drawing. */
export const inSight = view => shown === view;

export const titleInSight = () => TITLES[shown] ?? "";

/** Has something done each time that a view comes into sight. */
export const onEntering = (view, act) => entering.set(view, act);

export function beginRoutes() {
  addEventListener("hashchange", follow);
  follow();
}

function follow() {
  const asked = location.hash.slice(1);
  if (asked === "main" && shown !== null) {
    return; // the skip link
  }
  const next = asked in TITLES ? asked : "overview";
  for (const view of Object.keys(TITLES)) {
    show(at(`view-${view}`), view === next);
    mark(document.querySelector(`nav a[href="#${view}"]`), "aria-current", view === next ? "page" : null);
  }
  if (shown !== null && shown !== next) {
    scrollTo(0, 0);
    at("main").focus({ preventScroll: true });
  }
  shown = next;
  document.title = `${TITLES[next]} · Lorkd`;
  entering.get(next)?.();
  redraw();
}
