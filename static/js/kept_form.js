// Keep what is typed in a form in the browser until it is sent, and bring it back. The form works without this file.
(() => {
  "use strict";

  const DAYS = 14, WAIT = 500;
  // Made anew with each form, or to be said anew.
  const LEFT_OUT = new Set(["token", "hjemmeside", "declaration"]);
  const read = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const write = (key, value) => { try { localStorage.setItem(key, value); } catch { /* full, or private browsing */ } };
  const drop = (key) => { try { localStorage.removeItem(key); } catch { /* private browsing */ } };

  // The receipt: what this browser has just sent is kept no longer. An old receipt that is opened again deletes nothing.
  const sent = document.querySelector("[data-sent]")?.dataset.sent;
  if (sent && read(`sending:${sent}`)) {
    drop(`kept:${sent}`);
    drop(`sending:${sent}`);
  }

  const place = document.querySelector("[data-kept]");
  const form = place?.querySelector("form");
  if (!form) return;
  const key = `kept:${place.dataset.kept}`, sending = `sending:${place.dataset.kept}`;
  drop(sending);

  let timer = 0, typed = false;
  const keep = () => {
    clearTimeout(timer);
    if (!typed) return;
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !LEFT_OUT.has(name));
    write(key, JSON.stringify({ at: Date.now(), fields }));
  };
  const changed = () => {
    typed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  };

  const kept = () => {
    try {
      const copy = JSON.parse(read(key));
      return Array.isArray(copy.fields) && Date.now() - copy.at < DAYS * 86_400_000 ? copy : null;
    } catch {
      return null;
    }
  };

  const fill = (fields) => {
    for (const [name, value] of fields) {
      const field = LEFT_OUT.has(name) ? null : form.elements.namedItem(name);
      if (field && typeof value === "string") field.value = value;
    }
  };

  const tell = (at) => {
    const box = document.createElement("div");
    box.className = "notice";
    box.setAttribute("role", "status");
    const words = document.createElement("p");
    const when = new Date(at).toLocaleString("da-DK", { dateStyle: "long", timeStyle: "short" });
    words.textContent = `Her er det, I skrev sidst (${when}). Det er kun gemt i denne browser og er ikke sendt.`;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button-secondary", textContent: "Slet det, og begynd forfra" });
    button.addEventListener("click", () => {
      clearTimeout(timer);
      typed = false;
      drop(key);
      form.reset();
      box.remove();
      form.querySelector("select, input:not([type=hidden], [tabindex='-1'])").focus();
    });
    box.append(words, button);
    form.before(box);
  };

  // A form that comes back with errors has the newest words.
  const hasErrors = Boolean(document.querySelector(".error-summary"));
  const copy = kept();
  if (hasErrors) {
    typed = true;
    keep();
  } else if (copy) {
    fill(copy.fields);
    tell(copy.at);
  } else {
    drop(key);
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    typed = true;
    keep();
    write(sending, "ja");
  });
  window.addEventListener("pagehide", keep);
})();
