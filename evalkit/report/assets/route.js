// Where the reader is: the address tells the view, the keys move within it.

function route() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const n = wanted.get("a");
  readList(wanted);
  open = null;
  asked++;
  if (n !== null && /^\d+$/.test(n) && Number(n) < ENTRIES.length && !INDEX.pages) {
    if (view.contains(list.root)) list.left = Number(n);
    showArticle(Number(n), wanted);
    return;
  }
  const back = view.contains(list.root);
  showFront();
  if (back && [...wanted.keys()].some((key) => KEYS.includes(key))) document.getElementById("list").scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" }); // a count was clicked
}

// The browser may have moved by the time a hash change is told; where the list stood is noted while it stands.
addEventListener("scroll", () => { if (!open && view.contains(list.root)) list.scroll = window.scrollY; }, { passive: true });

const ACTIONS = {
  Escape: () => release(null),
  j: () => go(1),
  k: () => go(-1),
  n: () => problem(1),
  p: () => problem(-1),
  s: () => { if (open.versions.length > 1) turn(open.versions[(open.versions.indexOf(open.version) + 1) % open.versions.length]); },
  a: () => answer(true),
  d: () => answer(false),
};

function go(step) {
  const next = open.order[open.at + step];
  if (next !== undefined) location.href = linkTo(next);
  else if (INDEX.neighbours && INDEX.neighbours[step < 0 ? 0 : 1]) location.href = INDEX.neighbours[step < 0 ? 0 : 1];
}

function problem(step) {
  const problems = [...view.querySelectorAll(".claim.v-contradicted[tabindex], .claim.v-unsupported[tabindex]")];
  if (!problems.length) return say("No claim shown here is contradicted or unsupported");
  const now = problems.indexOf(open.pinned ? open.pinned.nodes[0] : document.activeElement);
  const next = problems[now < 0 ? (step > 0 ? 0 : problems.length - 1) : (now + step + problems.length) % problems.length];
  next.focus({ preventScroll: true });
  return pin(next);
}

/** The keys of the list: the next article's link has the focus, or the search has it. */
function inList(key) {
  if (key === "/") return table.search.focus();
  const links = [...view.querySelectorAll(".list .title a")];
  const at = links.indexOf(document.activeElement);
  return links[Math.max(0, Math.min(links.length - 1, at + (key === "j" ? 1 : -1)))]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  if (open && ACTIONS[event.key]) ACTIONS[event.key]();
  else if (!open && view.contains(list.root) && ["/", "j", "k"].includes(event.key)) {
    event.preventDefault();
    inList(event.key);
  }
});

history.scrollRestoration = "manual"; // each view says itself where it stands
addEventListener("hashchange", route);
makeList();
makeScatter();
tellLabels();
route();
