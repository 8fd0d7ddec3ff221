// Cases ticked to be compared stay ticked while the list is narrowed. Without this file the form works for one page.
(() => {
  "use strict";
  const form = document.getElementById("sammenlign");
  if (!form) return;
  const MOST = 4;
  const words = form.querySelector("[data-ticked]");
  const unticked = words.textContent;
  const ticked = new Set();
  const boxes = () => [...document.querySelectorAll(`input[type=checkbox][form="${form.id}"]`)];

  function show() {
    const present = boxes();
    for (const box of present) box.checked = ticked.has(box.value);
    for (const kept of form.querySelectorAll("input[type=hidden]")) kept.remove();
    for (const slug of ticked) {
      if (present.some((box) => box.value === slug)) continue;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "case", value: slug }));
    }
    form.toggleAttribute("data-any", ticked.size > 0);
    const number = ticked.size === 1 ? "1 case er krydset af." : `${ticked.size} cases er krydset af.`;
    const advice = ticked.size === 1 ? " Kryds mindst én til af." : ticked.size > MOST ? " Du ser kun de fire første." : "";
    words.textContent = ticked.size ? number + advice : unticked;
  }

  // The boxes stand among the list's filters, but do not narrow it.
  document.addEventListener(
    "change",
    (event) => {
      const box = event.target;
      if (!boxes().includes(box)) return;
      event.stopPropagation();
      if (box.checked) ticked.add(box.value);
      else ticked.delete(box.value);
      show();
    },
    true,
  );
  document.addEventListener("htmx:after:swap", show);
  // What the browser remembers of a page it comes back to.
  window.addEventListener("pageshow", () => {
    for (const box of boxes()) if (box.checked) ticked.add(box.value);
    show();
  });
})();
