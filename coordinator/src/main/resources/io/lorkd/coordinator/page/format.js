// Numbers, sizes and times as people read them. Nothing in here touches the document.

const NONE = "–";

const whole = new Intl.NumberFormat("en");
const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const dayAndTime = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit",
});

export const count = n => (n == null ? NONE : whole.format(n));

/** "1 site", "2 sites". */
export const counted = (n, noun) => `${count(n)} ${noun}${n === 1 ? "" : "s"}`;

/** Three figures that count, as a loss needs: 1.62, 0.147, 0.0031. */
export function figure(x) {
  if (x == null || !Number.isFinite(x)) {
    return NONE;
  }
  const size = Math.abs(x);
  if (size !== 0 && (size < 0.001 || size >= 100000)) {
    return x.toExponential(1);
  }
  return x.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** A value at an axis: no more figures than tell it from its neighbours. */
export const tick = x => String(Number(x.toPrecision(3)));

export const percentTick = x => `${Math.round(100 * x)} %`;

export const percent = x => (x == null ? NONE : `${(100 * x).toFixed(1)} %`);

export function bytes(n) {
  if (n == null) {
    return NONE;
  }
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = n;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** A large number in short: 19.1M, 8.2B. */
export const large = n => (n == null ? NONE : compact.format(n));

/** "0.4 s", "12 s", "3 min 5 s", "2 h 10 min", "4 days". */
export function seconds(s) {
  if (s == null) {
    return NONE;
  }
  if (s < 9.95) {
    return `${s.toFixed(1)} s`;
  }
  const all = Math.round(s);
  if (all < 60) {
    return `${all} s`;
  }
  if (all < 3600) {
    return `${Math.floor(all / 60)} min${all % 60 ? ` ${all % 60} s` : ""}`;
  }
  const minutes = Math.round(all / 60);
  if (minutes < 48 * 60) {
    return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
  }
  return `${Math.round(minutes / 60 / 24)} days`;
}

/** On an axis, whose ticks may be closer than a tenth: "0.25 s". */
export const secondsTick = s => (s < 10 ? `${Number(s.toFixed(2))} s` : seconds(s));

export const clock = iso => (iso == null ? NONE : time.format(new Date(iso)));

export const date = iso => (iso == null ? NONE : day.format(new Date(iso)));

/** The time alone where it was today, with the day else. */
export function moment(iso) {
  if (iso == null) {
    return NONE;
  }
  const then = new Date(iso);
  return then.toDateString() === new Date().toDateString() ? time.format(then) : dayAndTime.format(then);
}

/** The first twelve digits of a digest, as the coordinator's own sentences give it. */
export const brief = digest => (digest == null ? NONE : digest.slice(0, 12));

/** The name of a state in words: WaitingForSites is "Waiting for sites". */
export const spelled = name => name.replace(/(?<=[a-z])[A-Z]/g, letter => ` ${letter.toLowerCase()}`);

/** By the numbers in them: site-2 before site-10. */
export const byName = new Intl.Collator("en", { numeric: true }).compare;

export function median(values) {
  if (values.length === 0) {
    return null;
  }
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
