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
  if (!CSS.supports("selector(::details-content)")) {
    for (const [id, width] of [["menu", "48em"], ["filtre", "62em"]]) {
      const part = document.getElementById(id);
      if (part && matchMedia(`(min-width: ${width})`).matches) part.open = true;
    }
  }

  // After a swap everything shows what the address says: the search field, which stands outside what is swapped, and
  // the boxes and the menu, whose state in the browser the swap leaves alone.
  const list = () => document.getElementById("katalog");
  document.addEventListener("htmx:after:swap", () => {
    const field = document.getElementById("soeg");
    if (!field || !list()) return;
    if (document.activeElement !== field) field.value = list().dataset.words;
    for (const box of list().querySelectorAll("input[type=checkbox]:not([form])")) box.checked = box.defaultChecked;
    for (const option of list().querySelectorAll("option")) option.selected = option.defaultSelected;
  });

  // A request that fails says so, and the page that the browser fetches by itself takes over.
  document.addEventListener("htmx:response:error", (event) => {
    location.assign(event.detail.ctx.request.action);
  });
  document.addEventListener("htmx:error", () => {
    const result = document.getElementById("resultat");
    if (result) result.textContent = "Listen kunne ikke hentes. Se efter, om du er på nettet, og prøv igen.";
  });

  // A new tab or window is the browser's to open.
  document.addEventListener(
    "click",
    (event) => {
      if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest("a[hx-get]")) {
        event.stopPropagation();
      }
    },
    true,
  );

  // On narrow screens the button under the filters folds them and goes to the list.
  document.addEventListener("click", (event) => {
    if (event.target.closest(".filters-apply") && !matchMedia("(min-width: 62em)").matches) {
      document.getElementById("filtre").open = false;
      document.getElementById("resultat").focus();
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
