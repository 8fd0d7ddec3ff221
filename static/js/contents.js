// The table of contents marks the section that is being read. Without this file it is a list of links.
(() => {
  "use strict";
  const links = [...document.querySelectorAll("[data-contents] a")];
  const places = new Map(links.map((link) => [document.getElementById(link.hash.slice(1)), link]));
  places.delete(null);
  let current = null;

  // The last place above the upper third of the window is where the reader is.
  function mark() {
    const passed = [...places.keys()].filter((place) => place.getBoundingClientRect().top < innerHeight / 3);
    const next = places.get(passed.at(-1)) ?? null;
    if (next === current) return;
    current?.removeAttribute("aria-current");
    next?.setAttribute("aria-current", "true");
    current = next;
  }

  const seen = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
  for (const place of places.keys()) seen.observe(place);
})();
