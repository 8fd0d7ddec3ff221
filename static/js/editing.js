// Move an entry of a list up or down, by mouse or keyboard. Without this file the places are typed as numbers.
(() => {
  "use strict";

  const entries = (group) => [...group.querySelectorAll(".inline-related:not(.empty-form)")];
  const place = (entry) => entry.querySelector("input.place");

  const number = (group) => {
    const all = entries(group);
    all.forEach((entry, index) => {
      place(entry).value = index + 1;
      entry.querySelector("[data-move='-1']").disabled = index === 0;
      entry.querySelector("[data-move='1']").disabled = index === all.length - 1;
    });
  };

  const move = (group, entry, step, button) => {
    const all = entries(group);
    const other = all[all.indexOf(entry) + step];
    if (!other) return;
    if (step < 0) other.before(entry);
    else other.after(entry);
    number(group);
    (button.disabled ? entry.querySelector(`[data-move='${-step}']`) : button).focus();
    group.querySelector("[role=status]").textContent = `Flyttet til plads ${place(entry).value} af ${all.length}`;
  };

  const addButtons = (group, entry) => {
    if (entry.querySelector("[data-move]")) return;
    const heading = entry.querySelector("h3");
    for (const [step, sign, name] of [[-1, "↑", "Flyt op"], [1, "↓", "Flyt ned"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "move";
      button.dataset.move = step;
      button.textContent = sign;
      button.setAttribute("aria-label", `${name}: ${entry.querySelector(".inline_label").textContent.trim().slice(0, 60)}`);
      button.addEventListener("click", () => move(group, entry, step, button));
      heading.append(button);
    }
  };

  const begin = (group) => {
    if (!group.querySelector(".empty-form input.place")) return;
    const status = document.createElement("p");
    status.setAttribute("role", "status");
    status.className = "visually-hidden";
    group.append(status);
    const start = entries(group);
    start.sort((a, b) => (place(a).value || Infinity) - (place(b).value || Infinity));
    start.forEach((entry) => addButtons(group, entry));
    if (start.length) number(group);
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".inline-group").forEach(begin));

  document.addEventListener("formset:added", (event) => {
    const group = event.target.closest(".inline-group");
    if (!group || !place(event.target)) return;
    addButtons(group, event.target);
    number(group);
  });
  document.addEventListener("formset:removed", () => {
    for (const group of document.querySelectorAll(".inline-group")) {
      if (group.querySelector("[data-move]")) number(group);
    }
  });
})();
