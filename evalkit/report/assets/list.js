// The list of articles: its order, its filters, and how the address tells them.

const STEP = 100; // rows drawn at once
const LINES = INDEX.abreast ? 1 : 6; // blocks of an article that have a line each; more are told together
const COLUMNS = ["contradicted", "unsupported", "supported", "abstained"];
const KEYS = ["q", "verdict", "finding", "change", "block", "system", "sort", "back"]; // of the address
const FRONT = document.title;
const list = { drawn: "", scroll: 0, left: null, root: document.getElementById("front"), ...Object.fromEntries(KEYS.map((key) => [key, ""])) };

const ENTRIES = INDEX.articles.map(([title, path, line, blocks, changes], n) => ({
  n, title, path, line, changes: new Map(changes), words: `${title} ${path}`.toLowerCase(),
  blocks: blocks.map(([block, system, counts, weakest, findings, faithful, coverage, density]) => ({ block, system, counts, weakest, findings, faithful, coverage, density })),
}));
const SYSTEMS = [...new Set(ENTRIES.flatMap((entry) => entry.blocks.map((one) => one.system)))].filter((one) => one !== null);
const BLOCKS = [...new Set(ENTRIES.flatMap((entry) => entry.blocks.map((one) => one.block)))];

/** The address of the list as it is filtered now, or of an article within it. */
function address(more = {}) {
  const told = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...Object.fromEntries(KEYS.map((key) => [key, list[key]])), ...more })) if (value !== "" && value !== null && value !== undefined) told.set(key, value);
  return `#${told}`;
}

/** The address of an article, which stands on another page where the report is split. */
function linkTo(n, more = {}) {
  const page = (INDEX.pages || []).findLast((one) => one.first <= n);
  return page ? `${page.file}${address({ ...more, a: n - page.first })}` : address({ ...more, a: n });
}

const placeOf = (verdict) => INDEX.verdicts.indexOf(verdict);

/** The blocks of an article that the filters ask for; none where the article is filtered out. */
function matching(entry, texts) {
  if (list.q && !entry.words.includes(list.q.toLowerCase()) && !(texts && texts[entry.n].includes(list.q.toLowerCase()))) return [];
  if (list.change && !entry.changes.get(list.change)) return [];
  const at = placeOf(list.verdict);
  return entry.blocks.filter((one) => (!list.block || one.block === list.block) && (!list.system || one.system === list.system) &&
    (!list.verdict || one.counts[at]) && (!list.finding || one.findings.includes(list.finding)));
}

const sum = (blocks, verdict) => blocks.reduce((all, one) => all + one.counts[placeOf(verdict)], 0);
const lowest = (blocks) => blocks.reduce((low, one) => (one.weakest === null ? low : Math.min(low, one.weakest)), Infinity);
const bad = (entry) => entry.changes.get(INDEX.kinds[0]) || 0; // newly unsupported

/** The numbers that each order compares, least first; the last column turned by `back`. */
const ORDERS = {
  "": (entry, blocks) => [-bad(entry), -sum(blocks, "contradicted"), -sum(blocks, "unsupported"), lowest(blocks)],
  article: () => [],
  weakest: (entry, blocks) => [lowest(blocks)],
  ...Object.fromEntries(COLUMNS.map((verdict) => [verdict, (entry, blocks) => [-sum(blocks, verdict)]])),
};

/** The numbers of the articles that the filters leave, in the order that is chosen. */
function ordered(texts = words) {
  const measure = ORDERS[list.sort] || ORDERS[""];
  const turn = list.back ? -1 : 1;
  const found = [];
  for (const entry of ENTRIES) {
    const blocks = matching(entry, texts);
    if (blocks.length || (!entry.blocks.length && !list.block && !list.system && !list.verdict && !list.finding && !list.q)) found.push([measure(entry, blocks), entry]);
  }
  return found.sort(([a, one], [b, other]) => {
    if (list.sort === "article") return turn * (collator.compare(one.title, other.title) || collator.compare(one.path, other.path)) || one.n - other.n;
    for (let n = 0; n < a.length; n++) {
      if (a[n] === b[n]) continue;
      if (a[n] === Infinity || b[n] === Infinity) return a[n] === Infinity ? 1 : -1; // without a number: last, both ways
      return turn * (a[n] - b[n]);
    }
    return one.n - other.n;
  }).map(([, entry]) => entry.n);
}

/** Takes over what an address says of the list. */
function readList(wanted) {
  for (const key of KEYS) list[key] = wanted.get(key) || "";
}

/** Goes to the list with these changes; a step that the back button takes back, unless it is a letter typed. */
function narrow(changes, typed = false) {
  Object.assign(list, changes);
  if (typed) history.replaceState(null, "", address());
  else history.pushState(null, "", address());
  renew();
}

function pick(label, key, options) {
  const made = el("select", { "data-key": key, onchange: () => narrow({ [key]: made.value }) }, el("option", { value: "" }, "any"), options.map((one) => el("option", { value: one }, shownShort(one.replace(UNSEEN, "\ufffd")))));
  return el("label", {}, label, " ", made);
}

const shownShort = (text) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

const table = { body: el("tbody"), count: el("span", { class: "muted", role: "status" }), heads: [], places: [], drawn: 0 };
table.more = button({ onclick: draw }, "Show more");
table.title = el("h2", { id: "articles" });
table.search = el("input", { type: "search", "aria-label": "Search titles, paths and summaries", placeholder: "Search titles, paths and summaries", oninput: () => narrow({ q: table.search.value }, true) });
table.worst = button({ onclick: () => narrow({ sort: "", back: "" }) }, "Worst first");
table.clear = button({ onclick: () => narrow({ q: "", verdict: "", finding: "", change: "", block: "", system: "" }) }, "Clear filters");

function head(order, numeric) {
  const arrow = el("span", { "aria-hidden": "true" });
  const made = el("th", { scope: "col", class: numeric ? "n" : null }, button({ onclick: () => narrow({ sort: order, back: list.sort === order && !list.back ? "1" : "" }) }, order, arrow));
  table.heads.push({ made, order, arrow, falls: COLUMNS.includes(order) });
  return made;
}

function makeList() {
  document.getElementById("list").replaceChildren(table.title,
    el("div", { class: "tools" }, table.search,
      pick("with a claim that is", "verdict", INDEX.verdicts),
      INDEX.findings.length ? pick("with a finding", "finding", INDEX.findings) : null,
      INDEX.kinds.length ? pick("with a claim that is now", "change", INDEX.kinds) : null,
      BLOCKS.length > 1 ? pick("block", "block", BLOCKS) : null,
      SYSTEMS.length > 1 ? pick("system", "system", SYSTEMS) : null,
      table.clear, table.worst, table.count),
    wide("Articles", el("table", { class: "list" },
      el("thead", {}, el("tr", {}, head("article"), el("th", { scope: "col" }, "block"), COLUMNS.map((verdict) => head(verdict, true)), head("weakest", true))),
      table.body)),
    table.more, el("p", { class: "keys" }, el("kbd", {}, "/"), " search ", el("kbd", {}, "j"), el("kbd", {}, "k"), " next and previous article ", el("kbd", {}, "Enter"), " open"));
}

/** Draws the list anew where its filters or its order have changed. */
async function renew() {
  const now = address();
  if (list.drawn === now) return;
  list.drawn = now;
  table.search.value = list.q;
  for (const made of document.querySelectorAll("select[data-key]")) made.value = list[made.dataset.key];
  for (const { made, order, arrow, falls } of table.heads) {
    const on = list.sort === order;
    arrow.textContent = on ? (falls !== Boolean(list.back) ? " ↓" : " ↑") : "";
    if (on) made.setAttribute("aria-sort", falls !== Boolean(list.back) ? "descending" : "ascending");
    else made.removeAttribute("aria-sort");
  }
  table.title.textContent = list.sort ? `Articles by ${list.sort === "weakest" ? "weakest claim" : list.sort}` : "Articles, worst first";
  table.worst.hidden = !list.sort;
  table.clear.hidden = !(list.q || list.verdict || list.finding || list.change || list.block || list.system);
  drawFrom(ordered());
  if (list.q && !words) {
    table.count.textContent = "Searching the summaries …";
    await allWords();
    if (list.drawn === now) drawFrom(ordered());
  }
}

function drawFrom(places) {
  Object.assign(table, { places, drawn: 0 });
  table.body.replaceChildren();
  draw();
}

function draw() {
  const next = table.places.slice(table.drawn, table.drawn + STEP);
  table.body.append(...next.map(row));
  table.drawn += next.length;
  table.count.textContent = `${table.drawn} of ${plural(table.places.length, "article")} shown` +
    (table.places.length < ENTRIES.length ? `, ${ENTRIES.length - table.places.length} filtered out` : "");
  table.more.hidden = table.drawn >= table.places.length;
}

/** The lines of an article's row: a block each, or, where there are many systems, a kind of block each. */
function lines(blocks) {
  if (blocks.length <= LINES) return blocks.map((one) => ({ ...one, name: nameOf(one.block, one.system) }));
  return BLOCKS.map((block) => blocks.filter((one) => one.block === block)).filter((same) => same.length).map((same) => ({
    name: `${same[0].block} · ${plural(same.length, "system")}`,
    counts: INDEX.verdicts.map((verdict) => sum(same, verdict)),
    weakest: lowest(same) === Infinity ? null : lowest(same),
  }));
}

function row(n) {
  const entry = ENTRIES[n];
  const told = lines(list.block || list.system ? matching(entry, words) : entry.blocks);
  const cell = (make, numeric) => el("td", { class: numeric ? "n" : null }, told.map((one) => el("div", {}, make(one))));
  const changes = INDEX.kinds.filter((name) => entry.changes.get(name)).map((name) => el("span", { class: "change" }, `${entry.changes.get(name)} ${name}`));
  return el("tr", {},
    el("td", { class: "title" }, el("a", { href: linkTo(n), dir: "auto" }, shown(entry.title)),
      el("div", { class: "path" }, shown(entry.line === null ? entry.path : `${entry.path}:${entry.line}`)), changes),
    cell((one) => el("span", { class: "block" }, shown(one.name))),
    COLUMNS.map((verdict) => cell(({ counts }) => {
      const [count, unjudged] = [counts[placeOf(verdict)], counts[placeOf("not judged")]];
      if (verdict === "abstained" && unjudged) return el("span", { class: "count v-not-judged" }, `${count ? `${SIGNS[verdict]} ${count}, ` : ""}${SIGNS["not judged"]} ${unjudged} not judged`);
      return count ? el("span", { class: `count ${kind(verdict)}` }, `${SIGNS[verdict]} ${count}`) : el("span", { class: "muted" }, "0");
    }, true)),
    cell(({ weakest }) => number(weakest, false), true));
}

/** Shows the first view as the reader left it. */
function showFront() {
  crumb.textContent = "";
  document.title = FRONT;
  if (!view.contains(list.root)) view.replaceChildren(list.root);
  renew();
  window.scrollTo(0, list.scroll);
  const link = list.left === null ? null : [...view.querySelectorAll(".list .title a")].find((one) => one.getAttribute("href") === linkTo(list.left));
  if (link) link.focus({ preventScroll: true });
}
