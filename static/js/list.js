// The list of cases: what is heard, where focus goes, and what the browser remembers. It works without this file.
(() => {
  "use strict";
  const HEARD_AFTER = 700;
  const KEY = "jeres-systemer";
  const list = () => document.getElementById("katalog");
  const result = () => document.getElementById("resultat");
  const isWide = () => matchMedia("(min-width: 62em)").matches;
  const boxes = () => [...list().querySelectorAll("input[name=vi_har]")];

  // What the list shows is said once, when the reader has stopped choosing, and not where focus says it already.
  const heard = document.querySelector("[data-heard]");
  const words = () => [result(), list().querySelector("[data-order]")].map((part) => part?.textContent).filter(Boolean).join(". ");
  let said = words();
  let timer;
  function say() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const now = words();
      if (now !== said && document.activeElement !== result()) heard.textContent = now;
      said = now;
    }, HEARD_AFTER);
  }

  // After a swap everything shows what the address says: the search field and the feed, which stand outside what is
  // swapped, and the boxes and the menu, whose state in the browser the swap leaves alone.
  let toResult = false;
  document.addEventListener("htmx:after:swap", () => {
    const field = document.getElementById("soeg");
    if (document.activeElement !== field) field.value = list().dataset.words;
    for (const box of list().querySelectorAll("input[type=checkbox]:not([form])")) box.checked = box.defaultChecked;
    for (const option of list().querySelectorAll("option")) option.selected = option.defaultSelected;
    for (const find of list().querySelectorAll("[data-find-in]")) narrow(find);
    document.head.querySelector("link[type='application/atom+xml']").href = list().querySelector("[data-follow]").href;
    // A link that the reader used may be gone or be another now: the sentence says what happened.
    if (toResult || !document.activeElement || document.activeElement === document.body) {
      result().focus({ preventScroll: isWide() });
      if (result().getBoundingClientRect().top < 0) result().scrollIntoView();
    }
    toResult = false;
    say();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#katalog a[hx-get]:not([id])")) toResult = true;
  });

  // A request that fails says so, and the page that the browser fetches by itself takes over.
  document.addEventListener("htmx:response:error", (event) => {
    location.assign(event.detail.ctx.request.action);
  });
  document.addEventListener("htmx:error", () => {
    result().textContent = "Listen kunne ikke hentes. Se efter, om du er på nettet, og prøv igen.";
    say();
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
    if (event.target.closest(".filters-apply") && !isWide()) {
      document.getElementById("filtre").open = false;
      result().focus();
    }
  });

  // Long facets are searched by typing. The boxes stand among the filters, but are none.
  function narrow(find) {
    const part = document.getElementById(find.dataset.findIn);
    const typed = find.value.trim().toLocaleLowerCase("da");
    for (const label of part.querySelectorAll("fieldset label")) {
      label.parentElement.hidden = !label.textContent.toLocaleLowerCase("da").includes(typed);
    }
    for (const more of part.querySelectorAll("details.more")) {
      if (typed) more.open = true;
      more.hidden = Boolean(typed) && !more.querySelector("label:not([hidden] *)");
    }
  }
  for (const kind of ["input", "change"]) {
    document.addEventListener(
      kind,
      (event) => {
        if (!event.target.matches("[data-find-in]")) return;
        event.stopPropagation();
        narrow(event.target);
      },
      true,
    );
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-find-in]")) event.preventDefault();
  });

  // The systems that the reader's municipality has are kept in this browser alone, and put in the list's address.
  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return Array.isArray(found) ? found.filter((slug) => boxes().some((box) => box.value === slug)) : [];
    } catch {
      return [];
    }
  }
  function keep(slugs) {
    try {
      if (slugs.length) localStorage.setItem(KEY, JSON.stringify(slugs));
      else localStorage.removeItem(KEY);
    } catch {
      // The address still holds them.
    }
  }
  document.addEventListener(
    "change",
    (event) => {
      if (event.target.name === "vi_har") keep(boxes().filter((box) => box.checked).map((box) => box.value));
    },
    true,
  );
  document.addEventListener(
    "click",
    (event) => {
      if (event.target.closest("[data-forget-systems]")) keep([]);
    },
    true,
  );
  const here = new URL(location.href);
  const mine = here.searchParams.has("vi_har") ? [] : kept();
  if (mine.length) {
    for (const slug of mine) here.searchParams.append("vi_har", slug);
    location.replace(here);
  }
})();
