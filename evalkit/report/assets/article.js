// An article's view: blocks beside CONTENT, claims that light their evidence, systems that change places.

let asked = 0;
let open = null; // what the view holds: { n, data, version, source, pane, detail, pinned, undo, ... }
const judged = new WeakMap(); // claim element -> { claim, record, nodes, change }

async function showArticle(n, wanted) {
  const mine = ++asked;
  let data;
  try {
    data = await article(n);
    if (list.q) await allWords();
  } catch (error) {
    view.replaceChildren(el("h1", {}, "This article could not be unpacked"), el("p", {}, shown(String(error))), el("p", {}, el("a", { href: "#" }, "All articles")));
    return;
  }
  if (mine !== asked) return; // something else was asked for while this was unpacked
  const source = el("div", { class: "text" });
  const pane = el("section", { class: "pane source", tabindex: "0", "aria-label": "CONTENT, the article's text" }, el("h2", {}, "CONTENT"), source);
  const detail = el("section", { class: "pane detail", tabindex: "0", "aria-label": "Judgement of the claim" });
  const blocks = el("div", { class: "blocks" });
  let order = ordered();
  if (!order.includes(n)) order = ENTRIES.map((_, place) => place);
  open = { n, data, source, pane, detail, blocks, order, at: order.indexOf(n), versions: versionsOf(data), pinned: null, undo: [], lit: null };
  view.replaceChildren(
    steps(),
    el("h1", { dir: "auto" }, shown(data.article.title || data.article.id)),
    el("p", { class: "muted meta" }, about(data.article)),
    el("div", { class: INDEX.abreast ? "article abreast" : "article" }, blocks, el("section", { class: "side", "aria-label": "Judgement and article" }, detail, pane)));
  crumb.replaceChildren(...shown(data.article.title || data.article.id));
  document.title = `${data.article.title || data.article.id} – evalkit report`;
  const claim = wanted.get("c");
  const holder = claim && open.versions.find((one) => one.cases.some((record) => record.claims.some(({ id }) => id === claim)));
  showVersion(holder || open.versions.find((one) => one.name === wanted.get("s")) || open.versions[0]);
  const target = claim && view.querySelector(`[data-claim="${CSS.escape(claim)}"]`);
  if (target) {
    pin(target, true);
  } else {
    window.scrollTo(0, 0);
    view.focus({ preventScroll: true });
    if (claim) open.detail.prepend(el("p", {}, "The claim that this address names is not in this article."));
  }
}

/** What stands beside CONTENT at one time: the blocks of a system, now or in the run that is compared with. */
function versionsOf({ cases, before = [] }) {
  if (INDEX.abreast) return [{ name: "", cases, old: false }]; // all systems at once, beside each other
  const of = (records, old) => [...new Set(records.map((record) => record.system))].map((system) => ({
    name: (old ? "before" : "") + (old && system ? ": " : "") + (system ?? ""), cases: records.filter((record) => record.system === system), old }));
  return [...of(cases, false), ...of(before, true)];
}

function showVersion(version) {
  const top = open.pane.scrollTop;
  release(null, false);
  open.version = version;
  open.base = version.cases.flatMap(origins);
  fillSource();
  open.pane.scrollTop = top;
  open.blocks.replaceChildren(...[switcher(), version.cases.map(block), onPaper(version.cases), untold(version.cases), scores(version.cases)].flat().filter(Boolean));
  light(null);
}

const labelOf = (version) => version.name || (open.versions.some((one) => one.old) ? "now" : "no system");

function switcher() {
  if (open.versions.length < 2) return null;
  return el("div", { class: "versions", role: "group", "aria-label": "Whose blocks are shown" }, open.versions.map((one) => {
    const faulty = one.cases.flatMap((record) => record.claims).filter(({ verdict }) => verdict === "contradicted" || verdict === "unsupported").length;
    return button({ "aria-pressed": String(one === open.version), onclick: () => turn(one) }, shown(shownShort(labelOf(one))), el("span", { class: "muted" }, ` ${faulty} not supported`));
  }));
}

function turn(version) {
  showVersion(version);
  history.replaceState(null, "", here());
  open.blocks.querySelector('[aria-pressed="true"]').focus({ preventScroll: true });
  say(`${labelOf(version)} is shown`);
}

/** The address of what is shown now. */
const here = () => address({ a: open.n, s: open.version.name, c: open.pinned ? open.pinned.claim.id : null });

function steps() {
  const { order, at } = open;
  const step = (href, text) => (href ? el("a", { href }, text) : el("span", { class: "muted" }, text));
  const [last, next] = INDEX.neighbours || [];
  return el("nav", { class: "steps", "aria-label": "Articles" },
    el("a", { href: INDEX.home + address() }, "All articles"),
    step(order[at - 1] === undefined ? last : linkTo(order[at - 1]), "← Previous"), step(order[at + 1] === undefined ? next : linkTo(order[at + 1]), "Next →"),
    el("span", { class: "muted" }, `${at + 1} of ${order.length}`),
    el("span", { class: "keys" }, el("kbd", {}, "j"), el("kbd", {}, "k"), " article ", el("kbd", {}, "n"), el("kbd", {}, "p"), " problem ",
      open.versions.length > 1 ? [el("kbd", {}, "s"), " system "] : null, el("kbd", {}, "a"), el("kbd", {}, "d"), " agree, disagree ", el("kbd", {}, "Esc"), " let go"));
}

function about({ published, author, url, path, line, id }) {
  const parts = [published, author].filter(Boolean).map(shown);
  if (/^https?:\/\//i.test(url)) parts.push(el("a", { href: url, rel: "noreferrer noopener" }, shown(url)));
  else if (url) parts.push(el("span", { class: "path" }, shown(url))); // of any other scheme: told, never linked
  parts.push(path ? place(path, line) : el("span", { class: "path" }, shown(id)));
  return parts.flatMap((part, n) => (n ? [" · ", part] : [part]));
}

function block(record) {
  const name = nameOf(record.block, record.system);
  const { length, slice } = record.letters;
  return el("section", { class: "pane", "aria-label": name },
    el("h2", {}, shown(name)),
    INDEX.refused?.includes(`${open.n} ${name}`) ? el("p", { class: "muted" }, "It declines to summarise: not an answer, whatever it claims.") : null,
    record.text
      ? el("div", { class: "text" }, marked(record.start, record.start + length, slice, record.claims.flatMap((claim, n) => claimMarks(record, claim, n + 1))))
      : el("p", { class: "muted" }, record.fault ? ["The system failed: ", shown(record.fault)] : "This block is empty: there is nothing to judge."));
}

const changeOf = (claim, record) => (open.data.changes || []).find((one) => (open.version.old ? one[3] === claim.id && one[4] === record.id : one[1] === claim.id && one[2] === record.id));

function claimMarks(record, claim, nth) {
  const verdict = verdictOf(claim);
  const change = changeOf(claim, record);
  const info = { claim, record, change, nodes: [] };
  const make = () => {
    const found = el("span", {
      class: `claim ${kind(verdict)}`, role: "button", tabindex: info.nodes.length ? null : "0", "aria-pressed": "false",
      "data-claim": claim.id, "data-verdict": verdict,
      "aria-label": [`${change ? `${change[0]}, ` : ""}${verdict}: ${claim.text}`, ...claim.findings.map((one) => one.message)].join("; "),
      onmouseenter: () => { if (open && !open.pinned) light(info); },
      onmouseleave: () => { if (open && !open.pinned) light(null); },
      onfocus: () => { if (open && !open.pinned) light(info); },
      onblur: () => { if (open && !open.pinned && open.lit === info && !found.matches(":hover")) light(null); },
      onclick: () => { if (open) (open.pinned === info ? release : pin)(found); },
      onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); found.click(); } },
    });
    info.nodes.push(found);
    judged.set(found, info);
    return found;
  };
  const sign = () => el("span", { class: `sign ${kind(verdict)}`, "aria-hidden": "true", "data-nth": claim.origin && originOf(claim) ? nth : null }, SIGNS[verdict], change ? el("span", { class: "change" }, change[0]) : null);
  return [
    { start: claim.start, end: claim.end, make, before: sign },
    ...claim.frames.map(([start, end]) => ({ start, end, make: () => el("span", { class: "frame", title: "a reporting frame: not judged" }) })),
    ...faultMarks(claim.findings, "start", "end", "fault"),
  ];
}

/** One mark per stretch, however many findings point at it. */
function faultMarks(all, from, to, name) {
  const stretches = new Map();
  for (const one of all) {
    if (one[from] === null || one[to] === null) continue;
    const key = `${one[from]}-${one[to]}`;
    stretches.set(key, [...(stretches.get(key) || []), one]);
  }
  return [...stretches.values()].map((same) => ({ start: same[0][from], end: same[0][to],
    make: () => el("u", { class: same.every((one) => one.certainty === "likely") ? `${name} likely` : name, "data-finding": same.map((one) => one.type).join(" "), title: same.map((one) => one.message).join("\n") }) }));
}

// ---- CONTENT. It is laid out in parts, so that lighting a passage of a very long article redraws its own part and no other.

/** The longest stretch of the article that a highlight was taken from. */
const originOf = ({ origin }) => origin.pieces.filter((one) => one.op === "equal").reduce((best, one) => (!best || one.source_end - one.source_start > best.source_end - best.source_start ? one : best), null);

/** The marks that number, in CONTENT, where the block's highlights come from; a click on one keeps its claim. */
function origins(record) {
  return record.claims.flatMap((claim, n) => {
    const from = claim.origin && originOf(claim);
    if (!from) return [];
    const make = () => el("span", { class: "came", "data-nth": n + 1, title: `${record.block} ${n + 1} comes from here`, onclick: () => pin(open.blocks.querySelector(`[data-claim="${CSS.escape(claim.id)}"]`)) });
    return [{ start: from.source_start, end: from.source_end, make }];
  });
}

function fillSource() {
  const { text, start } = open.data.article.content;
  const { length, slice } = open.data.content;
  open.parts = [];
  let at = start;
  const base = [...open.base].sort((a, b) => a.start - b.start);
  for (const piece of text.match(/[^\n]*\n+|[^\n]+$/g) || []) {
    const end = at + (length === text.length ? piece.length : Array.from(piece).length);
    const own = base.filter((mark) => mark.start < end && mark.end > at);
    open.parts.push({ start: at, end, node: el("span", {}, own.length ? marked(at, end, slice, own) : shown(piece)) });
    at = end;
  }
  open.undo = [];
  open.source.replaceChildren(...open.parts.map((part) => part.node));
}

/** Puts marks into CONTENT; what they cover is drawn anew as whole stretches, so that a mark may run over line ends. */
function markSource(marks) {
  const { parts } = open;
  const runs = [];
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    const first = parts.findIndex((part) => part.end > mark.start);
    let last = first;
    if (first < 0 || mark.end <= mark.start) continue;
    while (last + 1 < parts.length && parts[last + 1].start < mark.end) last++;
    const run = runs[runs.length - 1];
    if (run && first <= run.last) run.last = Math.max(run.last, last);
    else runs.push({ first, last });
  }
  for (const { first, last } of runs) {
    const covered = parts.slice(first, last + 1);
    const node = el("span", {}, marked(covered[0].start, covered[covered.length - 1].end, open.data.content.slice, [...marks, ...open.base]));
    covered[0].node.replaceWith(node);
    for (const part of covered.slice(1)) part.node.remove();
    open.undo.push(() => node.replaceWith(...covered.map((part) => part.node)));
  }
}

// ---- lighting

function pin(found, far = false) {
  release(null, false);
  const info = judged.get(found);
  open.pinned = info;
  for (const node of info.nodes) node.setAttribute("aria-pressed", "true");
  found.scrollIntoView({ block: far ? "center" : "nearest" }); // before CONTENT scrolls: a second scroll would stop the first
  light(info);
  history.replaceState(null, "", here());
}

function release(found, put = true) {
  if (!open) return;
  for (const node of open.pinned ? open.pinned.nodes : []) node.setAttribute("aria-pressed", "false");
  open.pinned = null;
  if (put) {
    light(null);
    history.replaceState(null, "", here());
  }
}

/** Lights a claim's evidence in CONTENT and tells its judgement; without a claim, puts everything out. */
function light(info) {
  for (const node of open.lit ? open.lit.nodes : []) node.classList.remove("on");
  for (const undo of open.undo.splice(0)) undo();
  open.lit = info;
  open.detail.classList.toggle("kept", Boolean(info) && open.pinned === info); // only then over the foot of a narrow screen: never under a pointer that hovers
  open.detail.replaceChildren(...(info ? judgement(info) : legend()));
  open.detail.scrollTop = 0;
  for (const old of open.blocks.querySelectorAll(".reason")) old.remove();
  if (!info) return;
  const { claim, nodes } = info;
  for (const node of nodes) node.classList.add("on");
  markSource([
    ...claim.evidence.map((one, rank) => ({ start: one.start, end: one.end, make: () => el("mark", { class: rank ? "lesser" : null, "data-evidence-for": claim.id }) })),
    ...faultMarks(claim.findings.filter((one) => one.source === "CONTENT"), "source_start", "source_end", "fault against"),
  ]);
  explain(info);
  reveal(open.pane, open.source.querySelector("u.against") || open.source.querySelector("mark:not(.lesser)") || open.source.querySelector("mark"));
}

/** Sets the reason of the first finding right under its words. */
function explain({ claim, nodes }) {
  const words = nodes.flatMap((node) => [...node.querySelectorAll("u.fault")])[0];
  if (!words) return;
  const pane = words.closest(".pane");
  const note = el("span", { class: "reason", "aria-hidden": "true" }, shown(claim.findings.find((one) => words.dataset.finding.startsWith(one.type)).message));
  pane.append(note);
  const [inner, outer] = [[...words.getClientRects()].pop(), pane.getBoundingClientRect()];
  note.style.left = `${Math.max(8, Math.min(inner.left - outer.left, outer.width - note.offsetWidth - 8))}px`;
  note.style.top = `${inner.bottom - outer.top + 2}px`;
}

// ---- below the blocks

/** What a pointer would tell, for a page on paper: the findings with their places. */
function onPaper(cases) {
  const told = cases.flatMap((record) => record.claims.flatMap((claim) => claim.findings.map((one) => el("li", {}, shown([record.path, claim.line, claim.column].filter((part) => part !== null).join(":")), ` ${one.type} (${one.certainty}): `, shown(one.message)))));
  return told.length ? el("section", { class: "pane paper", "aria-hidden": "true" }, el("h2", {}, "Findings"), el("ul", {}, told)) : null;
}

/** The sentences of the article that say most and that no block tells; a click lights one. */
function untold(cases) {
  const spans = new Map(cases.flatMap((record) => record.scores.flatMap((score) => score.passages || [])).map((span) => [span.join("-"), span]));
  if (!spans.size || INDEX.abreast) return null; // of several systems at once it would be nobody's
  const show = ([from, to]) => { release(null); markSource([{ start: from, end: to, make: () => el("mark", {}) }]); reveal(open.pane, open.source.querySelector("mark")); };
  return el("details", { class: "pane" }, el("summary", {}, `${plural(spans.size, "key fact")} of the article not told`),
    el("ul", { class: "untold" }, [...spans.values()].sort((a, b) => a[0] - b[0]).map((span) =>
      el("li", {}, button({ class: "passage", title: "Show it in the article", onclick: () => show(span) }, shown(open.data.content.slice(...span)))))));
}

/** Scores of the blocks in one table: a row per measure, a column per block. */
function scores(cases) {
  const columns = cases.map((record) => new Map(record.scores.map((score) => [score.metric, score])));
  const metrics = [...new Set(cases.flatMap((record) => record.scores.map((score) => score.metric)))];
  if (!metrics.length) return null;
  const state = (score) => (!score ? "–" : score.status === "scored" && !score.note ? "" : [score.status === "scored" ? "" : score.status.replace("_", " "), score.note].filter(Boolean).join(": "));
  return el("details", { class: "pane" }, el("summary", {}, "Scores"), wide("Scores", el("table", { class: "scores" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "measure"), cases.map((record) => el("th", { scope: "col", class: "n" }, shown(nameOf(record.block, record.system)))))),
    metrics.map((metric) => {
      const names = [...new Set(columns.flatMap((column) => Object.keys(column.get(metric)?.values || {})))];
      return el("tbody", {},
        el("tr", { class: "metric" }, el("th", { scope: "rowgroup" }, shown(metric)), columns.map((column) => el("td", { class: "note" }, shown(state(column.get(metric)))))),
        names.map((name) => el("tr", {}, el("th", { scope: "row" }, shown(name)), columns.map((column) => el("td", { class: "n" }, number(column.get(metric)?.values[name], INDEX.shares.includes(`${metric} ${name}`)))))));
    }))));
}
