// Small comforts. Every page works without this file.
(() => {
  "use strict";

  // "Back to the list" keeps the filters the reader came with.
  const back = document.querySelector("[data-back]");
  if (back && document.referrer) {
    const from = new URL(document.referrer);
    if (from.origin === location.origin && from.pathname === new URL(back.href).pathname) {
      back.href = document.referrer;
    }
  }

  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  // Browsers that cannot show a closed <details> by style sheet alone get it opened on wide screens.
  const filters = document.getElementById("filtre");
  if (filters && !CSS.supports("selector(::details-content)") && matchMedia("(min-width: 62em)").matches) {
    filters.open = true;
  }

  // The search field stands in the header, outside what is swapped, and follows the words that are in use.
  document.addEventListener("htmx:after:swap", () => {
    const field = document.getElementById("soeg");
    const list = document.getElementById("katalog");
    if (field && list && document.activeElement !== field) {
      field.value = list.dataset.words;
    }
  });

  // When the link a reader used is gone after a swap, focus moves to the sentence that says what is shown now.
  document.addEventListener("htmx:after:swap", () => {
    const active = document.activeElement;
    if (!active || active === document.body) {
      document.getElementById("resultat")?.focus({ preventScroll: true });
    }
  });
})();
