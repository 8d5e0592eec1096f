// Every request to the agent.

let csrf = null;

async function send(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") {
    headers["X-CSRF-Token"] = csrf;
    headers["Content-Type"] = "application/json";
  }
  const response = await fetch(path, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
  const answer = await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(answer.error ?? `The agent answered ${response.status}`), { status: response.status });
  }
  return answer;
}

export const read = path => send("GET", path);

export const order = (path, body) => send("POST", path, body);

/** Whose console this is; orders can be given after it. */
export async function begin() {
  const session = await read("/api/v1/session");
  csrf = session.csrf;
  return session;
}
