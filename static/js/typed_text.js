// Keep what is typed in a form in the browser until it is saved, and offer it again. Ask before it is left behind.
(() => {
  "use strict";

  const DAYS = 7, PREFIX = "typed:", WAIT = 800;
  // Contact persons are never kept here; the rest is written anew when the form is sent.
  const LEFT_OUT = /^(contact-\d+-(?!id$|case$)|csrfmiddlewaretoken$|written_by$|copy$|_)/;
  const account = document.getElementById("session-end")?.dataset.account;
  if (!account) return;
  const mine = `${PREFIX}${account}:`;

  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const keys = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } };
  const drop = (key) => { try { localStorage.removeItem(key); } catch { /* private browsing */ } };

  // Saved forms say so in the message about them. Old copies go whoever wrote them.
  for (const key of keys()) {
    const copy = read(key);
    const isOld = !copy || Date.now() - copy.at > DAYS * 86_400_000;
    if (isOld || document.querySelector(`.messagelist .saved-${CSS.escape(copy.id)}`)) drop(key);
  }

  let sending = false, typed = false, timer = 0;

  document.getElementById("logout-form")?.addEventListener("submit", (event) => {
    const titles = keys().filter((key) => key.startsWith(mine)).map((key) => read(key).title);
    if (typed && !titles.length) titles.push(document.title);
    const question = `Du har tekst, der ikke er gemt: ${titles.join(", ")}. Vil du logge ud alligevel?`;
    if (titles.length && !window.confirm(question)) event.preventDefault();
    else sending = true;
  });

  const place = document.getElementById("typed-text");
  if (!place) return;
  const form = place.closest("form");
  const key = mine + location.pathname;
  const id = crypto.getRandomValues(new Uint32Array(2)).join("");

  const hidden = (target, name, value) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    target.append(field);
  };

  const keep = () => {
    clearTimeout(timer);
    if (!typed || "private" in place.dataset) return;
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !LEFT_OUT.test(name));
    try {
      localStorage.setItem(key, JSON.stringify({ id, at: Date.now(), title: place.dataset.title, fields }));
    } catch { /* full or private browsing: the form itself still asks before it is left */ }
  };

  const changed = () => {
    typed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  };

  const offer = (copy) => {
    const box = document.createElement("section");
    box.className = "kept-copy";
    box.setAttribute("aria-labelledby", "kept-copy-heading");
    const when = new Date(copy.at).toLocaleString("da-DK", { dateStyle: "long", timeStyle: "short" });
    const heading = document.createElement("h2");
    heading.id = "kept-copy-heading";
    heading.textContent = "Du har tekst her, der ikke er gemt";
    const words = document.createElement("p");
    words.textContent = `Browseren har gemt en kopi fra ${when}. Kontaktpersoner er ikke med.`;
    box.append(heading, words);
    const button = (label, action) => {
      const made = document.createElement("button");
      Object.assign(made, { type: "button", className: "button", textContent: label });
      made.addEventListener("click", action);
      box.append(made, " ");
    };
    button("Hent teksten frem", () => {
      // The server puts it into the form, together with what others have saved since.
      const back = document.createElement("form");
      Object.assign(back, { method: "post", action: location.href });
      for (const [name, value] of copy.fields) hidden(back, name, value);
      for (const name of ["csrfmiddlewaretoken", "written_by"]) hidden(back, name, form.elements[name].value);
      hidden(back, "_give_back", "ja");
      hidden(back, "copy", copy.id);
      document.body.append(back);
      sending = true;
      back.submit();
    });
    button("Kassér kopien", () => { drop(key); box.remove(); });
    form.before(box);
  };

  const begin = () => {
    if (!form.querySelector("[type=submit], button[name]")) return;
    hidden(form, "copy", id);
    const copy = read(key);
    if ("unsaved" in place.dataset) { typed = true; keep(); } else if (copy) offer(copy);
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    document.addEventListener("formset:added", changed);
    document.addEventListener("formset:removed", changed);
    form.querySelector("[name=_discard]")?.addEventListener("click", () => { typed = false; drop(key); });
    form.addEventListener("submit", () => { keep(); sending = true; });
    window.addEventListener("pageshow", () => { sending = false; });
    window.addEventListener("pagehide", keep);
    window.addEventListener("beforeunload", (event) => { if (typed && !sending) event.preventDefault(); });
  };
  window.addEventListener("load", () => setTimeout(begin));
})();
