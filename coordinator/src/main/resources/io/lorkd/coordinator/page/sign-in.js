// The sign-in page, which is also where the first operator's password is set: /first#TOKEN.
import { at, say, show } from "./dom.js";
import { signIn, signInFirst, ways } from "./session.js";

const first = location.pathname === "/first" ? location.hash.slice(1) : null;

/** Where the fragment names a view it is the one that was left: back to it. */
const back = () => location.replace(first === null ? `/${location.hash}` : "/");

function refuse(sentence) {
  say(at("error"), sentence);
  show(at("error"), sentence !== null);
}

async function submitted(event) {
  event.preventDefault();
  refuse(null);
  const user = at("name").value.trim();
  const password = at("password").value;
  if (first !== null && password !== at("again").value) {
    refuse("The two passwords differ");
    at("again").focus();
    return;
  }
  at("submit").disabled = true;
  try {
    await (first === null ? signIn(user, password) : signInFirst(first, user, password));
    back();
  } catch (e) {
    refuse(e.message);
    at("submit").disabled = false;
    at("password").select();
  }
}

function askForFirst() {
  document.title = "First sign-in · Lorkd";
  say(at("title"), "Welcome");
  say(at("words"), "This link works once: choose the first operator's name, and a password of ten characters at least.");
  say(at("submit"), "Set the password and sign in");
  at("password").autocomplete = "new-password";
  at("again").required = true;
  show(at("again-label"), true);
  // The token has no business in the history.
  history.replaceState(null, "", "/first");
}

/** Who was looking at the page is told why they are here. */
function sayThatItEnded() {
  say(at("words"), "Your session has ended: the coordinator was restarted, your account was changed, or the page was not used"
    + " for hours. Sign in, and you are back where you were.");
}

async function offerOidc() {
  const { oidc } = await ways();
  if (oidc) {
    at("oidc-link").href = oidc;
    show(at("oidc"), true);
  }
}

at("form").addEventListener("submit", submitted);
if (first === null) {
  if (new URLSearchParams(location.search).has("ended")) {
    sayThatItEnded();
  }
  offerOidc();
} else {
  askForFirst();
}
