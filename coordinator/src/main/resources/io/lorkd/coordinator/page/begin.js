// Has what is in the page's HTML painted before anything else is asked for; then asks for all modules at once, not for each when
// another one names it.
function begin() {
  document.querySelectorAll("link[data-module]").forEach(link => { link.rel = "modulepreload"; });
  import("./main.js");
}

requestAnimationFrame(() => setTimeout(begin));
