// Each region has one colour and one line pattern everywhere on the page.
import { byName } from "./format.js";
import { theOverview, theRounds } from "./run.js";

const COLOURS = 8;
const DASHES = [[], [6, 4], [2, 3], [9, 3, 2, 3]];

/** The run's regions in one order, also before the first round tells of them. */
export function theRegions() {
  const told = theOverview()?.regions ?? [];
  const seen = theRounds().flatMap(round => Object.keys(round.losses ?? {}));
  return [...new Set([...told, ...seen])].sort(byName);
}

/** The class that carries a region's colour. */
export const colourOf = index => `region-${index % COLOURS}`;

/** Colours repeat after eight: the line's pattern tells those apart. */
export const dashOf = index => DASHES[Math.floor(index / COLOURS) % DASHES.length];
