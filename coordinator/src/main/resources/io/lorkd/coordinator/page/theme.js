// Light or dark, before the first paint: this one is no module, since modules wait until the page is parsed.
(() => {
  const KEY = "lorkd-theme";
  const root = document.documentElement;

  const chosen = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is off: the machine's own setting it is
    }
  };
  const isDark = () => root.dataset.theme === "dark"
    || (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);

  if (chosen()) {
    root.dataset.theme = chosen();
  }

  const tell = () => {
    const button = document.getElementById("theme");
    button?.setAttribute("aria-pressed", String(isDark()));
    document.dispatchEvent(new Event("themechange"));
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("theme")?.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem(KEY, root.dataset.theme);
      } catch {
        // Then it lasts as long as the page does.
      }
      tell();
    });
    tell();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
})();
