// "Min liste": the reader's own cases, kept in this browser alone. Without this file a list is still an address.
(() => {
  "use strict";
  const KEY = "min-liste";
  const MOST = 60;
  const MOST_COMPARED = 4;
  const header = document.querySelector("[data-shortlist-link]");
  if (!header) return;
  const EMPTY = header.pathname;
  document.documentElement.dataset.script = "";

  const status = document.createElement("p");
  status.className = "shortlist-status sr-only";
  status.setAttribute("aria-live", "polite");
  document.body.append(status);

  // What is said only to those who cannot see it happen stays out of sight; a problem is shown to everybody.
  function say(words, isProblem = false) {
    status.classList.toggle("sr-only", !isProblem);
    status.textContent = words;
  }

  let blocked = false;
  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      const known = Array.isArray(kept) ? kept.filter((slug) => typeof slug === "string" && /^[\w-]{1,80}$/.test(slug)) : [];
      return [...new Set(known)].slice(0, MOST);
    } catch (error) {
      blocked = !(error instanceof SyntaxError);
      return [];
    }
  }

  function write(slugs) {
    if (slugs.length > MOST) {
      say(`Der er kun plads til ${MOST} cases på listen.`, true);
      return false;
    }
    try {
      localStorage.setItem(KEY, JSON.stringify(slugs));
      return true;
    } catch {
      say("Din browser må ikke gemme noget for denne side, så listen kan ikke huskes.", true);
      return false;
    }
  }

  const same = (one, other) => one.join() === other.join();
  const number = (slugs) => (slugs.length === 1 ? "1 case" : `${slugs.length} cases`);
  const asked = (search) => [...new Set(new URLSearchParams(search).getAll("case").filter(Boolean))];
  const address = (slugs) => EMPTY + (slugs.length ? `?${new URLSearchParams(slugs.map((slug) => ["case", slug]))}` : "");

  // The boxes of the list of cases: a tick is a place on the list. They stand among the filters, but are none.
  const basket = document.getElementById("kurv");
  const boxes = () => [...document.querySelectorAll("input[form=kurv]")];
  document.addEventListener(
    "change",
    (event) => {
      const box = event.target;
      if (box.getAttribute("form") !== "kurv") return;
      event.stopPropagation();
      // A browser that may keep nothing has the boxes themselves, as one without this file.
      if (!blocked) change(box.value);
    },
    true,
  );
  // The whole list, in its own order, and not only the cases on this page.
  basket?.addEventListener("formdata", ({ formData }) => {
    if (blocked) return;
    formData.delete("case");
    for (const slug of read()) formData.append("case", slug);
  });

  function paint() {
    const mine = read();
    header.href = address(mine);
    for (const count of document.querySelectorAll(".shortlist-count")) count.textContent = mine.length ? `(${mine.length})` : "";
    for (const box of blocked ? [] : boxes()) box.checked = mine.includes(box.value);
    basket?.toggleAttribute("data-any", mine.length > 0);
    for (const part of document.querySelectorAll("[data-compare-mine]")) {
      part.hidden = mine.length < 2;
      part.firstElementChild.search = new URLSearchParams(mine.slice(0, MOST_COMPARED).map((slug) => ["case", slug]));
    }
    for (const button of document.querySelectorAll("[data-shortlist]")) {
      const isOn = mine.includes(button.dataset.shortlist);
      button.setAttribute("aria-pressed", isOn);
      button.querySelector("[data-words]").textContent = isOn ? "På min liste" : "Læg på min liste";
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-shortlist]");
    if (button) change(button.dataset.shortlist);
  });

  function change(slug) {
    const mine = read();
    const isOn = mine.includes(slug);
    const next = isOn ? mine.filter((other) => other !== slug) : [...mine, slug];
    if (!write(next)) return paint();
    paint();
    say(`${isOn ? "Fjernet fra" : "Lagt på"} min liste, som nu har ${number(next)}.`);
  }
  document.addEventListener("htmx:after:swap", paint);
  window.addEventListener("storage", paint);
  window.addEventListener("pageshow", paint);
  paint();

  const page = document.querySelector("[data-shortlist-page]");
  if (page) show(page);

  // The page shows the list in its address: the reader's own, or one that somebody has shared.
  function show(page) {
    const mine = read();
    const wanted = asked(location.search);
    const shown = page.dataset.cases.split(" ").filter(Boolean);
    page.querySelector("[data-shortlist-blocked]").hidden = !blocked;
    if (!wanted.length) {
      if (mine.length) location.replace(address(mine));
    } else if (same(wanted, mine)) {
      // The page has said which cases are no longer in the catalogue.
      if (!same(shown, mine) && write(shown)) history.replaceState(null, "", address(shown));
      paint();
      own(page);
    } else if (shown.length && !blocked) {
      shared(page, mine, shown);
    }
    for (const button of page.querySelectorAll("[data-copy]")) {
      button.addEventListener("click", () => copy(document.getElementById(button.dataset.copy)));
    }
  }

  const open = (slugs, hash = "") => location.replace(address(slugs) + hash);

  function own(page) {
    for (const part of page.querySelectorAll("[data-own]")) part.hidden = false;
    page.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-change]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const next = asked(link.search);
      event.preventDefault();
      if (write(next)) open(next, link.hash);
    });
    page.querySelector("[data-clear]")?.addEventListener("click", () => {
      if (confirm(`Vil du fjerne ${number(read())} fra din liste?`) && write([])) open([]);
    });
  }

  function shared(page, mine, shown) {
    const box = page.querySelector("[data-shared]");
    const added = shown.filter((slug) => !mine.includes(slug));
    const merge = box.querySelector("[data-merge]");
    const overwrite = box.querySelector("[data-overwrite]");
    page.querySelector("h1").textContent = "Delt liste";
    box.querySelector("[data-shared-words]").textContent = mine.length
      ? `Din egen liste har ${number(mine)}. ${added.length ? `${number(added)} her er ikke på den.` : "Alle cases her er på den."}`
      : "Du har ikke selv en liste endnu.";
    merge.textContent = mine.length ? "Læg til min liste" : "Gem som min liste";
    merge.hidden = !added.length;
    overwrite.hidden = !mine.length;
    box.querySelector("[data-to-mine]").hidden = !mine.length;
    box.querySelector("[data-to-mine]").href = address(mine);
    box.hidden = false;
    // Asked for again when pressed: the list may have grown in another tab.
    merge.addEventListener("click", () => {
      const next = [...new Set([...read(), ...shown])];
      if (write(next)) open(next);
    });
    overwrite.addEventListener("click", () => {
      const question = `Din egen liste har ${number(read())}. Vil du erstatte den med denne?`;
      if (confirm(question) && write(shown)) open(shown);
    });
  }

  async function copy(field) {
    try {
      await navigator.clipboard.writeText(field.value);
      say("Linket er kopieret.", true);
    } catch {
      field.select();
      say("Linket er markeret. Kopiér det med Ctrl+C eller Cmd+C.", true);
    }
  }
})();
