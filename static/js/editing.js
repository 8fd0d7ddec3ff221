// Move, insert and place the entries of a list, by mouse or keyboard. Without this file the places are typed as numbers.
(() => {
  "use strict";

  const entries = (group) => [...group.querySelectorAll(".inline-related:not(.empty-form)")];
  const place = (entry) => entry.querySelector("input.place");
  let insertAfter = null;

  const number = (group) => {
    const all = entries(group);
    all.forEach((entry, index) => {
      place(entry).value = index + 1;
      entry.querySelector("[data-move='-1']").disabled = index === 0;
      entry.querySelector("[data-move='1']").disabled = index === all.length - 1;
    });
  };

  const changed = (entry) => place(entry).dispatchEvent(new Event("input", { bubbles: true }));

  const tell = (group, entry) => {
    group.querySelector(":scope > [role=status]").textContent =
      `Flyttet til plads ${place(entry).value} af ${entries(group).length}`;
  };

  const move = (group, entry, step, button) => {
    const all = entries(group);
    const other = all[all.indexOf(entry) + step];
    if (!other) return;
    if (step < 0) other.before(entry);
    else other.after(entry);
    number(group);
    changed(entry);
    (button.disabled ? entry.querySelector(`[data-move='${-step}']`) : button).focus();
    tell(group, entry);
  };

  // A typed place is where the entry goes at once, so that nothing that comes later numbers it away.
  const put = (group, entry) => {
    const all = entries(group);
    const wanted = Math.min(Math.max(Math.round(Number(place(entry).value)) || all.length, 1), all.length) - 1;
    const now = all.indexOf(entry);
    if (wanted < now) all[wanted].before(entry);
    if (wanted > now) all[wanted].after(entry);
    number(group);
    place(entry).focus();
    tell(group, entry);
  };

  const addButton = (entry, sign, name, action) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "move";
    button.textContent = sign;
    button.setAttribute("aria-label", `${name}: ${entry.querySelector(".inline_label").textContent.trim().slice(0, 60)}`);
    button.addEventListener("click", () => action(button));
    entry.querySelector("h3").append(button);
    return button;
  };

  const addButtons = (group, entry) => {
    if (entry.querySelector("[data-move]")) return;
    for (const [step, sign, name] of [[-1, "↑", "Flyt op"], [1, "↓", "Flyt ned"]]) {
      addButton(entry, sign, name, (button) => move(group, entry, step, button)).dataset.move = step;
    }
    addButton(entry, "+", "Indsæt et nyt punkt efter", () => {
      insertAfter = entry;
      group.querySelector(".add-row a, .add-row button").click();
    }).classList.add("insert");
    place(entry).addEventListener("change", () => put(group, entry));
  };

  const begin = (group) => {
    if (!group.querySelector(".empty-form input.place")) return;
    const status = document.createElement("p");
    status.setAttribute("role", "status");
    status.className = "visually-hidden";
    group.append(status);
    const start = entries(group);
    const at = (entry) => Number(place(entry).value) || Infinity;
    start.sort((a, b) => at(a) - at(b));
    start.forEach((entry) => { entry.parentNode.insertBefore(entry, group.querySelector(".empty-form")); addButtons(group, entry); });
    if (start.length) number(group);
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".inline-group").forEach(begin));

  document.addEventListener("formset:added", (event) => {
    const group = event.target.closest(".inline-group");
    if (!group || !place(event.target)) return;
    addButtons(group, event.target);
    if (insertAfter?.closest(".inline-group") === group) insertAfter.after(event.target);
    insertAfter = null;
    number(group);
    event.target.querySelector("textarea, input:not([type=hidden]):not(.place), select")?.focus();
  });
  document.addEventListener("formset:removed", () => {
    for (const group of document.querySelectorAll(".inline-group")) {
      if (group.querySelector("[data-move]")) number(group);
    }
  });

  // Say back what a typed number is read as, before it is saved.
  const readNumber = (text) => {
    const bare = text.replace(/\s/g, "");
    if (/^\d+\.\d+$/.test(bare) && !/^\d{1,3}\.\d{3}$/.test(bare)) return Number(bare);
    if (!/^(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/.test(bare)) return null;
    return Number(bare.replaceAll(".", "").replace(",", "."));
  };
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches?.(".danish-number")) return;
    let said = field.nextElementSibling;
    if (!said?.matches("output")) {
      said = document.createElement("output");
      said.className = "read-as";
      field.after(said);
    }
    const number = readNumber(field.value);
    if (!field.value.trim()) said.textContent = "";
    else if (number === null) said.textContent = "Kan ikke læses som et tal. Skriv for eksempel 1.200 eller 7,5.";
    else said.textContent = `Læses som ${number.toLocaleString("da-DK", { maximumFractionDigits: 10 })}`;
  });

  // The box that select2 puts in the place of a choice has no name until something is chosen.
  window.addEventListener("load", () => setTimeout(() => {
    for (const select of document.querySelectorAll("select.admin-autocomplete[id]")) {
      const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
      const box = select.parentElement.querySelector(".select2-selection");
      if (!label || !box) continue;
      for (const part of [box, box.querySelector("[role=textbox]")]) {
        part?.removeAttribute("aria-labelledby");
        part?.setAttribute("aria-label", label.textContent.replace(/:$/, ""));
      }
    }
  }));

  // A link to something inside a folded section unfolds it.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement?.closest("details")) if (at.tagName === "DETAILS") at.open = true;
    if (target) target.scrollIntoView();
  };
  window.addEventListener("hashchange", unfold);
  window.addEventListener("load", unfold);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (link && link.hash === location.hash) unfold();
    const all = event.target.closest?.("[data-fold-all]");
    if (!all) return;
    const sections = [...document.querySelectorAll("details.form-section")];
    const open = !sections.some((section) => section.open);
    sections.forEach((section) => { section.open = open; });
    all.textContent = open ? "Fold alle afsnit sammen" : "Fold alle afsnit ud";
  });
  document.addEventListener("DOMContentLoaded", () => {
    const list = document.querySelector(".form-toc");
    if (!list) return;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "move", textContent: "Fold alle afsnit sammen" });
    button.dataset.foldAll = "";
    list.append(button);
  });
})();
