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

  // Links to the list take along the systems that the reader has ticked there as the municipality's own.
  const path = document.querySelector("[data-list-link]")?.pathname;
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[href]");
      if (link?.pathname !== path || link.origin !== location.origin || link.hasAttribute("hx-get")) return;
      const url = new URL(link.href);
      if (url.searchParams.has("vi_har")) return;
      for (const slug of ownSystems()) url.searchParams.append("vi_har", slug);
      link.href = url;
    },
    true,
  );
  function ownSystems() {
    try {
      const kept = JSON.parse(localStorage.getItem("jeres-systemer") ?? "[]");
      return Array.isArray(kept) ? kept.filter((slug) => /^[\w-]{1,60}$/.test(slug)) : [];
    } catch {
      return [];
    }
  }
})();
