// Suggestions in the search field, as a combobox for keyboard and screen reader. Without this file it is a plain field.
(() => {
  "use strict";
  const DELAY = 150;
  const HEARD_AFTER = 1000;

  for (const field of document.querySelectorAll("input[data-suggest]")) {
    attach(field);
  }

  function attach(field) {
    const list = document.createElement("div");
    list.id = `${field.id}-forslag`;
    list.className = "suggestions no-max-width";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Forslag");
    const status = document.createElement("span");
    status.className = "sr-only";
    status.setAttribute("aria-live", "polite");
    field.parentElement.append(list, status);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "false");

    let timer;
    let heard;
    let asked = 0;
    let active = -1;

    field.addEventListener("input", () => {
      clearTimeout(timer);
      clearTimeout(heard);
      timer = setTimeout(ask, DELAY);
    });
    field.addEventListener("blur", () => setTimeout(close, DELAY));
    field.form?.addEventListener("submit", close);
    field.addEventListener("keydown", (event) => {
      const options = list.children;
      if (event.key === "Enter" && active < 0) close();
      if (event.key === "ArrowDown" && list.hidden) ask();
      if (list.hidden || !options.length) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        // One place more than there are options: the field itself, -1, comes round between the last and the first.
        const places = options.length + 1;
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark(((active + 1 + step + places) % places) - 1);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        if (event.ctrlKey || event.metaKey) window.open(options[active].href);
        else location.href = options[active].href;
      } else if (event.key === "Escape") {
        event.preventDefault();
        close();
      }
    });

    async function ask() {
      const mine = ++asked;
      // With the list that the field searches, so that a suggestion keeps its filters.
      const url = new URL(field.dataset.suggest, location.href);
      url.search = new URLSearchParams([...new FormData(field.form)].filter(([, value]) => value));
      try {
        const answer = await fetch(url, { headers: { Accept: "application/json" } });
        const { suggestions } = await answer.json();
        if (mine === asked && document.activeElement === field) show(suggestions);
      } catch {
        close();
      }
    }

    function show(suggestions) {
      active = -1;
      field.removeAttribute("aria-activedescendant");
      list.replaceChildren(...suggestions.map(option));
      list.hidden = !suggestions.length;
      field.setAttribute("aria-expanded", String(!list.hidden));
      heard = setTimeout(() => {
        status.textContent = suggestions.length === 1 ? "1 forslag" : `${suggestions.length} forslag`;
      }, HEARD_AFTER);
    }

    function option(suggestion, place) {
      // A link, so that the middle button and Ctrl open it beside the page.
      const item = document.createElement("a");
      item.id = `${list.id}-${place}`;
      item.href = suggestion.url;
      item.tabIndex = -1;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const kind = document.createElement("span");
      kind.className = "suggestion-kind";
      kind.textContent = suggestion.kind;
      item.append(suggestion.label, " ", kind);
      // The field keeps the focus, else the list would close before the button is let go.
      item.addEventListener("mousedown", (event) => event.preventDefault());
      return item;
    }

    function mark(place) {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = place;
      const chosen = list.children[active];
      if (chosen) {
        chosen.setAttribute("aria-selected", "true");
        chosen.scrollIntoView({ block: "nearest" });
        field.setAttribute("aria-activedescendant", chosen.id);
      } else {
        field.removeAttribute("aria-activedescendant");
      }
    }

    function close() {
      clearTimeout(timer);
      clearTimeout(heard);
      asked++;
      status.textContent = "";
      list.hidden = true;
      active = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }
  }
})();
