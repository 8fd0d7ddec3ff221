// "Jeres projekt": the browser remembers the last project's address. Without this file a project is still its address.
(() => {
  "use strict";
  const KEY = "jeres-projekt";
  const page = document.querySelector("[data-project]");
  if (!page) return;
  document.documentElement.dataset.script = "";
  const status = document.querySelector("[data-project-status]");
  const say = (words) => {
    status.textContent = words;
    status.classList.remove("sr-only");
  };

  // A browser may refuse to keep anything.
  function kept() {
    try {
      return localStorage.getItem(KEY) ?? "";
    } catch {
      return "";
    }
  }

  const query = page.dataset.project;
  const remembered = document.querySelector("[data-remembered]");
  if (query) {
    try {
      localStorage.setItem(KEY, query);
    } catch {
      // The link still holds everything.
    }
  } else if (kept() && remembered) {
    const link = remembered.querySelector("[data-remembered-link]");
    link.href = `${link.pathname}?${kept()}`;
    remembered.hidden = false;
  }

  page.addEventListener("click", (event) => {
    if (event.target.closest("[data-forget-project]")) {
      try {
        localStorage.removeItem(KEY);
      } catch {
        // Nothing was kept.
      }
      if (remembered) remembered.hidden = true;
      say("Browseren har glemt projektet. Det står stadig i adressen på denne side, til du lukker den.");
    }
    const button = event.target.closest("[data-copy]");
    if (button) copy(document.getElementById(button.dataset.copy));
  });

  async function copy(field) {
    try {
      await navigator.clipboard.writeText(field.value);
      say("Linket er kopieret.");
    } catch {
      field.select();
      say("Linket er markeret. Kopiér det med Ctrl+C eller Cmd+C.");
    }
  }
})();
