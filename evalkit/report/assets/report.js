"use strict";
// The report's own script. Text from articles only ever becomes text nodes; nothing here parses markup or runs text.
(() => {
  const INDEX = JSON.parse(document.getElementById("index").textContent);
  const SIGNS = { supported: "✓", contradicted: "✕", unsupported: "?", abstained: "–", "not judged": "·" };
  const STEP = 200; // rows of the list drawn at once
  const view = document.getElementById("view");
  const crumb = document.getElementById("crumb");

  // ---- small tools

  /** An element: el("p", {class: "x"}, "text", child, [children]). */
  function el(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    add(made, children);
    return made;
  }

  function add(parent, children) {
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === false) continue;
      parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }

  function svg(name, attributes) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
  const UNSEEN_SPLIT = new RegExp(`(${UNSEEN.source})`, "u");

  /** Text as nodes; characters that are not seen, or that turn the direction of writing, are fenced and labelled. */
  function shown(text) {
    if (!UNSEEN.test(text)) return [document.createTextNode(text)];
    return text.split(UNSEEN_SPLIT).filter((part) => part !== "").map((part) => {
      if (part.length > 1 || !UNSEEN.test(part)) return document.createTextNode(part);
      const code = "U+" + part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      return el("span", { class: "raw", "data-code": code }, part);
    });
  }

  const number = (value, share) => (value === null || value === undefined ? "–" : value.toFixed(share ? 3 : 2));
  const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  const kind = (verdict) => "v-" + (verdict || "not judged").replace(" ", "-");
  const chip = (verdict, count) =>
    el("span", { class: `chip ${kind(verdict)}${count === 0 ? " zero" : ""}` }, `${SIGNS[verdict]} ${count === undefined ? "" : count + " "}${verdict}`);

  // ---- articles, unpacked on demand

  const unpacked = new Map();

  async function chunk(n) {
    if (!unpacked.has(n)) {
      const packed = document.querySelector(`script[data-chunk="${n}"]`).textContent;
      const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      unpacked.set(n, JSON.parse(await new Response(stream).text()));
      if (unpacked.size > 8) unpacked.delete(unpacked.keys().next().value);
    }
    return unpacked.get(n);
  }

  async function article(place) {
    return (await chunk(Math.floor(place / INDEX.chunk)))[place % INDEX.chunk];
  }

  // ---- the order of articles

  const total = (entry, verdict) => entry[3].reduce((sum, block) => sum + block[2][INDEX.verdicts.indexOf(verdict)], 0);
  const weakest = (entry) => (entry[4] === null ? 2 : entry[4]);
  const ORDERS = {
    worst: (a, b) =>
      total(b, "contradicted") - total(a, "contradicted") || total(b, "unsupported") - total(a, "unsupported") || weakest(a) - weakest(b),
    article: (a, b) => a[0].localeCompare(b[0]) || a[1].localeCompare(b[1]),
    contradicted: (a, b) => total(b, "contradicted") - total(a, "contradicted"),
    unsupported: (a, b) => total(b, "unsupported") - total(a, "unsupported"),
    supported: (a, b) => total(b, "supported") - total(a, "supported"),
    abstained: (a, b) => total(b, "abstained") - total(a, "abstained"),
    weakest: (a, b) => weakest(a) - weakest(b),
  };
  const list = { order: "worst", back: false, text: "", verdict: "", finding: "" };

  function ordered() {
    const places = INDEX.articles.map((_, place) => place);
    const compare = ORDERS[list.order];
    places.sort((a, b) => (list.back ? -1 : 1) * compare(INDEX.articles[a], INDEX.articles[b]) || a - b);
    const words = list.text.toLowerCase();
    return places.filter((place) => {
      const entry = INDEX.articles[place];
      return (
        (!words || (entry[0] + " " + entry[1]).toLowerCase().includes(words)) &&
        (!list.verdict || total(entry, list.verdict) > 0) &&
        (!list.finding || entry[5].includes(list.finding))
      );
    });
  }

  // ---- first view

  function overview() {
    crumb.textContent = "";
    document.title = "evalkit report";
    view.replaceChildren();
    add(view, [
      el("h1", {}, "How faithful are these summaries?"),
      el("p", { class: "lead" }, INDEX.sentence),
      INDEX.counts.map(([block, system, counts]) =>
        el("p", {}, el("strong", {}, shown(system ? `${block} · ${system}` : block)), " ",
          INDEX.verdicts.map((verdict, place) => (counts[place] || place < 3 ? chip(verdict, counts[place]) : null)))),
      badInputs(), failures(), findings(), articles(), distributions(), table(), making(),
    ]);
  }

  function badInputs() {
    if (!INDEX.bad.length) return null;
    return el("section", { class: "pane", "aria-labelledby": "bad" },
      el("h2", { id: "bad" }, `${plural(INDEX.bad.length, "input")} could not be read`),
      el("ul", {}, INDEX.bad.map(([path, line, column, message]) =>
        el("li", {}, el("span", { class: "path" }, shown(`${path}:${line}:${column}`)), ": ", shown(message)))));
  }

  function failures() {
    return INDEX.failures.map(([metric, note, count]) =>
      el("p", { class: "pane" }, el("strong", {}, shown(metric)), ` failed on ${plural(count, "block")}: `, shown(note)));
  }

  function findings() {
    if (!INDEX.findings.length) return null;
    return el("p", {}, el("strong", {}, "Findings "), INDEX.findings.map(([type, count]) =>
      el("span", { class: "chip v-contradicted" }, `${count} ${type}`)));
  }

  function articles() {
    const body = el("tbody");
    const count = el("span", { class: "muted", role: "status" });
    const more = el("button", { type: "button" }, "Show more");
    let places = [];
    let drawn = 0;
    const draw = () => {
      const next = places.slice(drawn, drawn + STEP);
      body.append(...next.map(row));
      drawn += next.length;
      count.textContent = `${drawn} of ${plural(places.length, "article")} shown` +
        (places.length < INDEX.articles.length ? `, ${INDEX.articles.length - places.length} filtered out` : "");
      more.hidden = drawn >= places.length;
    };
    const renew = () => { places = ordered(); drawn = 0; body.replaceChildren(); draw(); };
    more.addEventListener("click", draw);
    const head = (label, order, numeric) =>
      el("th", { scope: "col", class: numeric ? "n" : null, "aria-sort": list.order === order ? (list.back ? "descending" : "ascending") : null },
        el("button", { type: "button", onclick: () => {
          list.back = list.order === order && !list.back;
          list.order = order;
          overview();
        } }, label, list.order === order ? (list.back ? " ↑" : " ↓") : ""));
    const pick = (label, key, options) =>
      el("label", {}, label, " ", el("select", { onchange: (event) => { list[key] = event.target.value; renew(); } },
        el("option", { value: "" }, "any"), options.map((one) => el("option", { value: one, selected: list[key] === one }, one))));
    renew();
    return el("section", { "aria-labelledby": "articles" },
      el("h2", { id: "articles" }, "Articles, worst first"),
      el("div", { class: "tools" },
        el("input", { type: "search", "aria-label": "Filter by title or path", placeholder: "Filter by title or path", value: list.text,
          oninput: (event) => { list.text = event.target.value; renew(); } }),
        pick("with a claim that is", "verdict", INDEX.verdicts),
        INDEX.findings.length ? pick("with a finding", "finding", INDEX.findings.map(([type]) => type)) : null,
        list.order === "worst" ? null : el("button", { type: "button", onclick: () => { list.order = "worst"; list.back = false; overview(); } }, "Worst first"),
        count),
      el("div", { class: "scroll" }, el("table", {},
        el("thead", {}, el("tr", {}, head("article", "article"), el("th", { scope: "col" }, "claims"),
          head("contradicted", "contradicted", true), head("unsupported", "unsupported", true), head("supported", "supported", true),
          head("abstained", "abstained", true), head("weakest", "weakest", true))),
        body)),
      more);
  }

  function row(place) {
    const entry = INDEX.articles[place];
    return el("tr", {},
      el("td", { class: "title" }, el("a", { href: `#a=${place}` }, shown(entry[0])),
        el("div", { class: "path" }, shown(entry[2] === null ? entry[1] : `${entry[1]}:${entry[2]}`))),
      el("td", {}, entry[3].map(([block, system, counts]) => el("div", { class: "muted short" }, shown(system ? `${block} · ${system}` : block), ` ${counts.reduce((a, b) => a + b, 0)}`))),
      ["contradicted", "unsupported", "supported", "abstained"].map((verdict) => {
        const count = total(entry, verdict);
        return el("td", { class: "n" }, count ? el("span", { class: `chip ${kind(verdict)}` }, `${SIGNS[verdict]} ${count}`) : "0");
      }),
      el("td", { class: "n" }, number(entry[4], false)));
  }

  function histogram(row) {
    const { low, high, counts } = row.bins;
    const top = Math.max(...counts);
    const label = `${plural(row.n, "value")} from ${number(low)} to ${number(high)}; most in one bin: ${top}`;
    const drawing = svg("svg", { class: "hist", viewBox: "0 0 100 26", preserveAspectRatio: "none", role: "img", "aria-label": label });
    counts.forEach((count, place) => {
      const height = count ? Math.max(1, (24 * count) / top) : 0;
      if (height) drawing.append(svg("rect", { x: place * 5 + 0.4, y: 25 - height, width: 4.2, height }));
    });
    drawing.append(svg("line", { x1: 0, x2: 100, y1: 25.5, y2: 25.5 }));
    return drawing;
  }

  function card(row) {
    return el("div", { class: "card" },
      el("h3", {}, `${row.measure}`), el("div", { class: "muted" }, shown(row.system ? `${row.block} · ${row.system}` : row.block)),
      el("div", { class: "value" }, number(row.mean, row.share)),
      row.bins ? [histogram(row), el("div", { class: "axis" }, el("span", {}, number(row.bins.low)), el("span", {}, number(row.bins.high)))] : null,
      el("div", { class: "muted" }, row.low === null ? null : el("div", {}, `95%: ${number(row.low, row.share)} – ${number(row.high, row.share)}`), `n = ${row.n}${unscored(row)}`));
  }

  const unscored = (row) => Object.entries(row.unscored).map(([status, count]) => `, ${count} ${status.replace("_", " ")}`).join("");

  function distributions() {
    const judged = INDEX.rows.filter((row) => row.better !== "neither");
    const told = INDEX.rows.filter((row) => row.better === "neither");
    return [
      judged.length ? el("section", {}, el("h2", {}, "Faithfulness"), el("div", { class: "cards" }, judged.map(card))) : null,
      told.length ? el("details", {}, el("summary", {}, "What only describes: overlap, copying, similarity (no faithfulness scores)"),
        el("div", { class: "cards" }, told.map(card))) : null,
    ];
  }

  function table() {
    return el("details", {}, el("summary", {}, "All means as a table"), el("div", { class: "scroll" }, el("table", {},
      el("thead", {}, el("tr", {}, ["metric", "measure", "block", INDEX.systems ? "system" : null].filter(Boolean).map((name) => el("th", { scope: "col" }, name)),
        ["mean", "95% interval", "n"].map((name) => el("th", { scope: "col", class: "n" }, name)), el("th", { scope: "col" }, "not scored"), el("th", { scope: "col" }, "what it is"))),
      el("tbody", {}, INDEX.rows.map((row) => el("tr", {},
        el("td", {}, shown(row.metric)), el("td", {}, row.measure), el("td", {}, row.block), INDEX.systems ? el("td", {}, shown(row.system || "–")) : null,
        el("td", { class: "n" }, number(row.mean, row.share)),
        el("td", { class: "n" }, row.low === null ? "–" : `${number(row.low, row.share)} – ${number(row.high, row.share)}`),
        el("td", { class: "n" }, row.n), el("td", {}, unscored(row).slice(2)), el("td", { class: "muted" }, shown(row.help))))))));
  }

  function making() {
    return el("details", {}, el("summary", {}, "How these numbers were made"),
      el("pre", {}, shown([
        `evalkit ${INDEX.evalkit}, run of ${INDEX.created}, seed ${INDEX.seed}`,
        ...INDEX.metrics.map(([name, signature]) => (name === signature ? name : `${name}: ${signature}`)),
        ...Object.entries(INDEX.versions).map(([name, version]) => `${name} ${version}`),
        ...Object.entries(INDEX.config).map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
        "Means are over cases that were scored; intervals are clustered by article.",
      ].join("\n"))));
  }

  // ---- an article's view

  let asked = 0;
  let open = null; // { place, data, source, detail, pinned, lit }

  async function showArticle(place, wanted) {
    if (!(place in INDEX.articles)) return overview();
    const mine = ++asked;
    const data = await article(place);
    if (mine !== asked) return; // something else was asked for while this was unpacked
    const order = ordered();
    const at = order.indexOf(place);
    const source = el("div", { class: "text" });
    const pane = el("section", { class: "pane source", tabindex: "0", "aria-label": "The article's text" }, el("h3", {}, "CONTENT"), source);
    const detail = el("section", { class: "pane detail", "aria-live": "polite", "aria-label": "The claim's judgement" });
    open = { place, data, source, pane, detail, pinned: null, order, at };
    const meta = [data.article.published, data.article.author].filter(Boolean).join(" · ");
    view.replaceChildren(
      el("p", { class: "keys" }, el("a", { href: "#" }, "All articles"), "  ", el("kbd", {}, "j"), "/", el("kbd", {}, "k"), " next, previous article  ",
        el("kbd", {}, "n"), "/", el("kbd", {}, "p"), " next, previous problem  ", el("kbd", {}, "Esc"), " let go"),
      el("h1", {}, shown(data.article.title || data.article.id)),
      el("p", { class: "muted" }, shown(meta), meta ? " · " : "", el("span", { class: "path" }, shown(data.article.path ? `${data.article.path}:${data.article.line}` : data.article.id))),
      el("div", { class: "article" },
        el("div", {}, data.cases.map(block), detail, data.cases.map(scores)), pane));
    crumb.textContent = data.article.title || data.article.id;
    document.title = `${crumb.textContent} – evalkit report`;
    light(null);
    const target = wanted && view.querySelector(`[data-claim="${CSS.escape(wanted)}"]`);
    if (target) { pin(target); target.scrollIntoView({ block: "center" }); } else window.scrollTo(0, 0);
  }

  function block(record) {
    const text = Array.from(record.text);
    const parts = [];
    let at = record.start;
    const slice = (start, end) => text.slice(start - record.start, end - record.start).join("");
    for (const claim of record.claims) {
      parts.push(...shown(slice(at, claim.start)), claimElement(record, claim, slice));
      at = claim.end;
    }
    parts.push(...shown(slice(at, record.end)));
    return el("section", { class: "pane", "aria-label": record.system ? `${record.block} of ${record.system}` : record.block },
      el("h3", {}, shown(record.system ? `${record.block} · ${record.system}` : record.block)),
      record.text ? el("div", { class: "text" }, parts) : el("p", { class: "muted" }, "This block is empty: there is nothing to judge."));
  }

  function claimElement(record, claim, slice) {
    const verdict = claim.verdict || "not judged";
    const found = el("span", {
      class: `claim ${kind(verdict)}`, role: "button", tabindex: "0", "aria-pressed": "false", "data-claim": claim.id, "data-verdict": verdict,
      "aria-label": `${verdict}: ${claim.text}`,
      onmouseenter: () => { if (open && !open.pinned) light(claim, record); },
      onfocus: () => { if (open && !open.pinned) light(claim, record); },
      onmouseleave: () => { if (open && !open.pinned) light(null); },
      onclick: () => { if (open) (open.pinned === found ? release : pin)(found); },
      onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); found.click(); } },
    }, marked(claim.start, claim.end, slice, [
      ...claim.frames.map(([start, end]) => ({ start, end, make: () => el("span", { class: "frame", title: "a reporting frame: not judged" }) })),
      ...claim.findings.map((one) => ({ start: one.start, end: one.end, make: () => el("u", { class: "fault", "data-finding": one.type, title: one.message }) })),
    ]));
    found.record = record;
    found.judged = claim;
    return [el("span", { class: `sign ${kind(verdict)}`, "aria-hidden": "true" }, SIGNS[verdict]), found];
  }

  /** Text from start to end with marks around its parts; marks that overlap are cut where the other begins or ends. */
  function marked(start, end, slice, marks) {
    const cuts = new Set([start, end]);
    for (const mark of marks) for (const cut of [mark.start, mark.end]) if (cut > start && cut < end) cuts.add(cut);
    const places = [...cuts].sort((a, b) => a - b);
    const made = [];
    let last = null; // [marks, innermost element]: neighbours under the same marks stay one element
    for (let n = 0; n + 1 < places.length; n++) {
      const over = marks.filter((mark) => mark.start <= places[n] && mark.end >= places[n + 1]);
      const nodes = shown(slice(places[n], places[n + 1]));
      if (last && over.length && last[0].length === over.length && over.every((mark, k) => mark === last[0][k])) {
        add(last[1], nodes);
        continue;
      }
      if (!over.length) { made.push(...nodes); last = null; continue; }
      // A mark that goes on from the stretch before keeps its element; only what is new nests inside.
      if (last && last[0].every((mark, k) => mark === over[k]) && over.length > last[0].length) {
        let inner = last[1];
        for (const mark of over.slice(last[0].length)) { const next = mark.make(); inner.append(next); inner = next; }
        add(inner, nodes);
        last = [last[0], last[1]];
        continue;
      }
      const elements = over.map((mark) => mark.make());
      elements.reduce((outer, inner) => (outer.append(inner), inner));
      add(elements[elements.length - 1], nodes);
      made.push(elements[0]);
      last = [over, elements[elements.length - 1]];
    }
    return made;
  }

  function pin(found) {
    release(null, false);
    open.pinned = found;
    found.setAttribute("aria-pressed", "true");
    light(found.judged, found.record);
    history.replaceState(null, "", `#a=${open.place}&c=${found.judged.id}`);
  }

  function release(found, dark = true) {
    if (!open) return;
    if (open.pinned) open.pinned.setAttribute("aria-pressed", "false");
    open.pinned = null;
    if (dark) { light(null); history.replaceState(null, "", `#a=${open.place}`); }
  }

  /** Lights a claim's evidence in the source and tells its judgement; without a claim, puts everything out. */
  function light(claim, record) {
    const { data, source, pane, detail } = open;
    for (const one of view.querySelectorAll(".claim.on")) one.classList.remove("on");
    const content = data.article.content;
    const text = open.characters || (open.characters = Array.from(content.text));
    const slice = (start, end) => text.slice(start - content.start, end - content.start).join("");
    const marks = claim ? [
      ...claim.evidence.map((one) => ({ start: one.start, end: one.end, make: () => el("mark", { "data-evidence-for": claim.id }) })),
      ...claim.findings.filter((one) => one.source_start !== null).map((one) => ({ start: one.source_start, end: one.source_end, make: () => el("u", { class: "fault against", title: one.message }) })),
    ] : [];
    source.replaceChildren(...marked(content.start, content.start + text.length, slice, marks).flat());
    detail.replaceChildren();
    if (!claim) {
      detail.append(el("p", { class: "muted" }, "Point at a claim, or move to it with Tab: its evidence lights up in the article. A click keeps it."));
      return;
    }
    view.querySelector(`.claim[data-claim="${CSS.escape(claim.id)}"]`).classList.add("on");
    judgement(detail, claim, record);
    const first = source.querySelector("mark, u.against");
    if (first) {
      const gap = first.getBoundingClientRect().top - pane.getBoundingClientRect().top;
      pane.scrollTop += gap - pane.clientHeight / 3;
    }
  }

  function place(path, line, column) {
    if (line === null) return null;
    const text = `${path || ""}:${line}:${column}`;
    return el("button", { type: "button", class: "path", title: "Copy the place", onclick: () => navigator.clipboard && navigator.clipboard.writeText(text).catch(() => {}) }, shown(text));
  }

  function judgement(detail, claim, record) {
    const verdict = claim.verdict || "not judged";
    const rows = [];
    const tell = (name, ...value) => rows.push(el("dt", {}, name), el("dd", {}, value));
    tell("verdict", chip(verdict), claim.probability === null ? "" : ` P(supported) ${number(claim.probability)}`, claim.tier ? `, decided by ${claim.tier}` : "");
    for (const vote of claim.votes) tell(vote.tier, vote.verdict, vote.probability === null ? "" : ` ${number(vote.probability)}`, vote.note ? [": ", shown(vote.note)] : "");
    for (const one of claim.findings) tell(one.type, shown(one.message), el("span", { class: "muted" }, ` (${one.certainty})`));
    if (claim.judged_text !== claim.text) tell("judged", claim.judged_text ? shown(claim.judged_text) : "nothing: only a reporting frame");
    tell("place", place(record.path, claim.line, claim.column) || "not from a file");
    add(detail, [
      el("dl", {}, rows),
      claim.evidence.map((one) => el("blockquote", {}, shown(one.text), " ", place(record.path, one.line, one.column))),
      claim.evidence.length || !claim.verdict ? null : el("p", { class: "muted" }, "No passage of the article bears on it."),
    ]);
  }

  function scores(record) {
    return el("details", { class: "pane" }, el("summary", {}, shown(`Scores of ${record.system ? `${record.block} · ${record.system}` : record.block}`)),
      el("table", {}, el("tbody", {}, record.scores.map((score) => {
        const values = Object.entries(score.values);
        return [
          score.status === "scored" ? null : el("tr", {}, el("th", { scope: "row" }, shown(score.metric)), el("td", { colspan: "2" }, score.status.replace("_", " "), score.note ? [": ", shown(score.note)] : "")),
          values.map(([name, value], n) => el("tr", {}, el("th", { scope: "row" }, n ? "" : shown(score.metric)), el("td", {}, name), el("td", { class: "n" }, number(value, true)))),
          score.status === "scored" && score.note ? el("tr", {}, el("td", { colspan: "3", class: "muted" }, shown(score.note))) : null,
        ];
      }))));
  }

  // ---- where we are

  function route() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    open = null;
    asked++;
    if (wanted.has("a")) showArticle(Number(wanted.get("a")), wanted.get("c"));
    else overview();
  }

  document.addEventListener("keydown", (event) => {
    if (!open || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (event.key === "Escape") release(null);
    if (event.key === "j" || event.key === "k") {
      const next = open.order[open.at + (event.key === "j" ? 1 : -1)];
      if (next !== undefined) location.hash = `#a=${next}`;
    }
    if (event.key === "n" || event.key === "p") {
      const problems = [...view.querySelectorAll(".claim.v-contradicted, .claim.v-unsupported")];
      if (!problems.length) return;
      const now = problems.indexOf(open.pinned || document.activeElement);
      const step = event.key === "n" ? 1 : -1;
      const next = problems[now < 0 ? (step > 0 ? 0 : problems.length - 1) : (now + step + problems.length) % problems.length];
      next.focus();
      pin(next);
      next.scrollIntoView({ block: "nearest" });
    }
  });

  const theme = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  function paint(chosen) {
    document.documentElement.dataset.theme = chosen;
    theme.textContent = chosen === "dark" ? "Light" : "Dark";
  }
  paint(dark.matches ? "dark" : "light");
  dark.addEventListener("change", () => paint(dark.matches ? "dark" : "light"));
  theme.addEventListener("click", () => paint(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  document.getElementById("skip").addEventListener("click", (event) => { event.preventDefault(); view.focus(); });

  addEventListener("hashchange", route);
  route();
})();
