// Warn before the session ends, with a button that prolongs it. Typing prolongs it too.
(() => {
  "use strict";

  const box = document.getElementById("session-end");
  if (!box) return;
  const WARN = 5 * 60_000, TYPING = 5 * 60_000, LOOK = 5_000;
  const [text, button] = [box.querySelector("p"), box.querySelector("button")];
  const key = `session-end:${box.dataset.account}`;
  let asked = Date.now();

  // Another window may have prolonged the session: the latest end counts.
  const remember = (seconds) => {
    try { localStorage.setItem(key, String(Date.now() + seconds * 1000)); } catch { /* private browsing */ }
    end = Date.now() + seconds * 1000;
  };
  let end = 0;
  remember(Number(box.dataset.seconds));
  const left = () => {
    let other = 0;
    try { other = Number(localStorage.getItem(key)); } catch { /* private browsing */ }
    return Math.max(end, other) - Date.now();
  };

  const say = (words) => { if (text.textContent !== words) text.textContent = words; };

  const look = () => {
    const rest = left();
    box.hidden = rest > WARN;
    if (rest <= 0) {
      button.hidden = true;
      say("Du er logget ud. Det, du har skrevet, står her endnu: tryk “Gem”, og log ind, så får du det tilbage.");
    } else if (rest <= WARN) {
      const minutes = Math.ceil(rest / 60_000);
      say(`Om ${minutes} ${minutes === 1 ? "minut" : "minutter"} bliver du logget ud.`);
    }
  };

  const prolong = async () => {
    asked = Date.now();
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const answer = await fetch(box.dataset.prolong, { method: "POST", headers: { "X-CSRFToken": token } });
      remember((await answer.json()).seconds);
      button.hidden = false;
      if (left() <= WARN) {
        button.hidden = true;
        say("Du har været logget ind i otte timer. Gem nu, og log ind igen.");
        return;
      }
    } catch {
      say("Vi kunne ikke forlænge. Det, du har skrevet, står her endnu: tryk “Gem”, og log ind, så får du det tilbage.");
      return;
    }
    look();
  };

  button.addEventListener("click", prolong);
  document.addEventListener("input", () => { if (Date.now() - asked > TYPING && left() > 0) prolong(); });
  setInterval(look, LOOK);
  look();
})();
