// The agent's stream of events; the browser connects again by itself.
import { at, mark, say } from "./dom.js";

/** @param hears what is done with the data of each kind of event, by its name */
export function connect(hears) {
  const source = new EventSource("/api/v1/stream");
  const show = (state, words) => {
    mark(at("connection"), "data-state", state);
    say(at("connection"), words);
  };
  source.addEventListener("open", () => show("live", "Live"));
  source.addEventListener("error", () => {
    show("waiting", "Waiting for the agent");
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => connect(hears), 3000); // it was refused: the agent has been started again
    }
  });
  for (const [name, hear] of Object.entries(hears)) {
    source.addEventListener(name, message => hear(JSON.parse(message.data)));
  }
}
