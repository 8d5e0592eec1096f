// Who is signed in, and every request to the coordinator.

let csrf = null;
let ahead = 0;

/** The coordinator refused, or could not be reached; the message is a sentence for people to read. */
export class RefusedError extends Error {
  /** @param status the HTTP status; 0 where there was no answer */
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/** The coordinator's time in ms: clocks of two machines may be apart, and a round's start is told by the coordinator's. */
export const now = () => Date.now() + ahead;

function learnTime(response) {
  const told = Date.parse(response.headers.get("Date") ?? "");
  const apart = told - Date.now();
  // The header has whole seconds: what is less than two is none.
  ahead = Number.isFinite(apart) && Math.abs(apart) > 2000 ? apart : 0;
}

async function sentenceOf(response) {
  try {
    return (await response.json()).error ?? `The coordinator answered ${response.status}`;
  } catch {
    return `The coordinator answered ${response.status}`;
  }
}

/** Sends, and gives the response where it is a good one; throws a RefusedError else. */
async function send(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET" && csrf) {
    headers["X-CSRF-Token"] = csrf;
  }
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(path, {
      method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: "no-store",
    });
  } catch {
    throw new RefusedError(0, "The coordinator does not answer");
  }
  learnTime(response);
  if (!response.ok) {
    throw new RefusedError(response.status, await sentenceOf(response));
  }
  return response;
}

/** To the sign-in page, which says why, and comes back to the view that was left. */
export function toSignIn() {
  location.assign(`/sign-in?ended${location.hash}`);
}

async function sendSignedIn(method, path, body) {
  try {
    return await send(method, path, body);
  } catch (e) {
    if (e.status === 401) {
      toSignIn();
    }
    throw e;
  }
}

export const read = async path => (await sendSignedIn("GET", path)).json();

export const readText = async path => (await sendSignedIn("GET", path)).text();

/** Carries an order out. @return what the coordinator answers, or null where that is nothing */
export async function order(path, body = {}) {
  const text = await (await sendSignedIn("POST", path, body)).text();
  return text ? JSON.parse(text) : null;
}

/** @return {user, role, csrf}; throws a RefusedError with status 401 where nobody is signed in */
export async function who() {
  const session = await (await send("GET", "/api/v1/session")).json();
  csrf = session.csrf;
  return session;
}

export const signIn = (user, password) => send("POST", "/api/v1/session", { user, password });

export const signInFirst = (token, user, password) => send("POST", "/api/v1/session/first", { token, user, password });

export async function signOut() {
  await send("DELETE", "/api/v1/session");
  location.assign("/sign-in");
}

/** How one may sign in here: {password, oidc}. */
export async function ways() {
  try {
    return await (await send("GET", "/api/v1/session/ways")).json();
  } catch {
    return { password: true, oidc: null };
  }
}
