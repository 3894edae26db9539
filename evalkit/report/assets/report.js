"use strict";
// The report's own script. Text from articles only ever becomes text nodes; nothing here parses markup or runs text.
(() => {
  const INDEX = JSON.parse(document.getElementById("index").textContent);
  const SIGNS = { supported: "✓", contradicted: "✕", unsupported: "?", abstained: "–", "not judged": "·" };
  const MEANINGS = {
    supported: "the article says so",
    contradicted: "the article says otherwise",
    unsupported: "the article does not say so",
    abstained: "the tiers could not tell",
    "not judged": "no metric of this run judges claims",
  };
  const STEP = 200; // rows of the list drawn at once
  const view = document.getElementById("view");
  const crumb = document.getElementById("crumb");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

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

  function svg(name, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Characters that are not seen or that turn the direction of writing. The two joiners are part of the spelling in many
  // scripts and in emoji: only elsewhere do they count as hidden.
  const UNSEEN = new RegExp(
    "(?:[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e" +
      "\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}]" +
      "|(?<![\\p{Extended_Pictographic}\\p{M}\\ufe0f]|(?!\\p{Script=Latin})\\p{L})[\\u200c\\u200d])+|\\r(?!\\n)",
    "gu",
  );

  /** "U+202E", "U+202E ×40" or "U+200B U+FEFF …" for a run of such characters. */
  function codes(run) {
    const signs = Array.from(run);
    const kinds = [...new Set(signs)];
    const names = kinds.slice(0, 3).map((sign) => "U+" + sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0"));
    return names.join(" ") + (kinds.length > 3 ? " …" : "") + (signs.length > kinds.length ? ` ×${signs.length}` : "");
  }

  /** Text as nodes: the text itself, its unseen characters fenced in elements whose style labels them. */
  function shown(text) {
    const parts = [];
    let at = 0;
    for (const found of text.matchAll(UNSEEN)) {
      if (found.index > at) parts.push(document.createTextNode(text.slice(at, found.index)));
      parts.push(found[0] === "\r" ? el("span", { class: "cr" }, "\r") : el("span", { class: "raw", "data-code": codes(found[0]) }, found[0]));
      at = found.index + found[0].length;
    }
    if (at < text.length) parts.push(document.createTextNode(text.slice(at)));
    return parts;
  }

  /** The length of a text in code points, and its slices by them: what the run file counts. */
  function byCodePoints(text) {
    if (!/[\ud800-\udfff]/.test(text)) return { length: text.length, slice: (from, to) => text.slice(from, to) };
    const places = [];
    let unit = 0;
    for (const sign of text) { places.push(unit); unit += sign.length; }
    places.push(unit);
    const place = (n) => places[Math.min(Math.max(n, 0), places.length - 1)];
    return { length: places.length - 1, slice: (from, to) => text.slice(place(from), place(to)) };
  }

  const number = (value, share) => (value === null || value === undefined ? "–" : value.toFixed(share ? 3 : 2));
  const interval = (row) => (row.low === null ? "–" : `${number(row.low, row.share)} – ${number(row.high, row.share)}`);
  const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  const kind = (verdict) => "v-" + verdict.replace(" ", "-");
  const SHARES = new Set(INDEX.rows.filter((row) => row.share).map((row) => `${row.metric} ${row.measure}`)); // told with three digits
  const verdictOf = (claim) => claim.verdict || "not judged";
  const nameOf = (block, system) => (system ? `${block} · ${system}` : block);
  const chip = (verdict, text) => el("span", { class: `chip ${kind(verdict)}` }, `${SIGNS[verdict]} ${text === undefined ? verdict : text}`);

  /** A box that scrolls sideways where its table is wider than the page, by keyboard too. */
  const wide = (...children) => el("div", { class: "scroll", tabindex: "0" }, children);

  /** A place that can be copied by a click; of a record, with the field that the words stand in. */
  function place(path, line, column, field = null) {
    if (line === null || line === undefined) return el("span", { class: "muted" }, "not from a file");
    const text = [path, line, column].filter((one) => one !== null && one !== undefined).join(":");
    const made = el("button", { type: "button", class: "place", title: "Copy this place", onclick: () => copy(text, made) }, shown(field ? `${text} ${field}` : text));
    return made;
  }

  async function copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
      button.classList.add("copied");
      say(`Copied ${text}`);
      setTimeout(() => button.classList.remove("copied"), 1500);
    } catch {
      getSelection().selectAllChildren(button); // no clipboard here: the text is selected, ready for a copy by hand
    }
  }

  function say(text) {
    document.getElementById("said").textContent = text;
  }

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

  async function article(n) {
    return (await chunk(Math.floor(n / INDEX.chunk)))[n % INDEX.chunk];
  }

  // ---- the list of articles and its order

  const ENTRIES = INDEX.articles.map(([title, path, line, blocks, weakest, findings]) => ({
    title, path, line, blocks, weakest, findings,
    words: `${title} ${path}`.toLowerCase(),
    total: Object.fromEntries(INDEX.verdicts.map((verdict, n) => [verdict, blocks.reduce((sum, block) => sum + block[2][n], 0)])),
  }));
  const COLUMNS = ["contradicted", "unsupported", "supported", "abstained"];

  const byWeakest = (a, b, back) => {
    if (a.weakest === null || b.weakest === null) return (a.weakest === null) - (b.weakest === null); // without a number: last, both ways
    return (back ? -1 : 1) * (a.weakest - b.weakest);
  };
  const byTotal = (verdict) => (a, b, back) => (back ? -1 : 1) * (b.total[verdict] - a.total[verdict]);
  const ORDERS = {
    worst: (a, b) => byTotal("contradicted")(a, b) || byTotal("unsupported")(a, b) || byWeakest(a, b),
    article: (a, b, back) => (back ? -1 : 1) * (a.title.localeCompare(b.title) || a.path.localeCompare(b.path)),
    weakest: byWeakest,
    ...Object.fromEntries(COLUMNS.map((verdict) => [verdict, byTotal(verdict)])),
  };
  const list = { order: "worst", back: false, text: "", verdict: "", finding: "" };

  function ordered() {
    const words = list.text.toLowerCase();
    const places = [];
    ENTRIES.forEach((entry, n) => {
      if (words && !entry.words.includes(words)) return;
      if (list.verdict && !entry.total[list.verdict]) return;
      if (list.finding && !entry.findings.includes(list.finding)) return;
      places.push(n);
    });
    const compare = ORDERS[list.order];
    return places.sort((a, b) => compare(ENTRIES[a], ENTRIES[b], list.back) || a - b);
  }

  // ---- first view: made once, kept as the reader left it

  let front = null; // { root, scroll, renew, left }

  function overview() {
    crumb.textContent = "";
    document.title = "evalkit report";
    if (!front) {
      front = { root: el("div"), scroll: 0, renew: null, left: null };
      add(front.root, [
        el("h1", {}, INDEX.headline),
        el("p", { class: "lead" }, INDEX.sentence),
        badInputs(), failures(), groups(), findings(), articles(), measures(), making(),
      ]);
    }
    view.replaceChildren(front.root);
    window.scrollTo(0, front.scroll);
    if (front.left !== null) {
      const link = view.querySelector(`a[href="#a=${front.left}"]`);
      if (link) link.focus({ preventScroll: true });
    }
  }

  function groups() {
    if (!INDEX.counts.length) return null;
    return el("ul", { class: "groups", "aria-label": "Claims by block" }, INDEX.counts.map(([block, system, counts]) => {
      const row = INDEX.rows.find((one) => one.measure === "support" && one.block === block && one.system === system && one.n);
      const judgedAny = counts.slice(0, 3).some(Boolean);
      return el("li", {},
        el("strong", {}, shown(nameOf(block, system))),
        bar(counts),
        el("span", { class: "chips" }, counts.some(Boolean) ? INDEX.verdicts.map((verdict, n) => (counts[n] || (n < 3 && judgedAny) ? filterChip(verdict, counts[n]) : null)) : el("span", { class: "muted" }, "no claim")),
        row ? el("span", { class: "muted" }, `support ${number(row.mean, true)}`, row.low === null ? "" : ` (95%: ${interval(row)})`) : null);
    }));
  }

  /** Counts as one bar; the chips beside it say the same in words. */
  function bar(counts) {
    const all = counts.reduce((a, b) => a + b, 0);
    const drawing = svg("svg", { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" });
    let x = 0;
    INDEX.verdicts.forEach((verdict, n) => {
      if (!counts[n]) return;
      const width = (100 * counts[n]) / all;
      drawing.append(svg("rect", { class: kind(verdict), x, y: 0, width: Math.max(0.4, width - 0.5), height: 8 }));
      x += width;
    });
    return drawing;
  }

  const filterChip = (verdict, count) =>
    count
      ? el("button", { type: "button", class: `chip ${kind(verdict)}`, title: `Show the articles with a claim that is ${verdict}`, onclick: () => narrow("verdict", verdict) },
        `${SIGNS[verdict]} ${count} ${verdict}`)
      : el("span", { class: "chip zero" }, `${SIGNS[verdict]} 0 ${verdict}`);

  function narrow(key, value) {
    Object.assign(list, { text: "", verdict: "", finding: "", [key]: value });
    front.renew();
    document.getElementById("articles").scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
  }

  function badInputs() {
    if (!INDEX.bad.length) return null;
    return el("section", { class: "notice", "aria-labelledby": "bad" },
      el("h2", { id: "bad" }, `${plural(INDEX.bad.length, "input")} could not be read`),
      el("ul", {}, INDEX.bad.map(([path, line, column, message]) =>
        el("li", {}, el("span", { class: "path" }, shown(`${path}:${line}:${column}`)), ": ", shown(message)))));
  }

  function failures() {
    return INDEX.failures.map(([metric, note, count]) =>
      el("p", { class: "notice" }, el("strong", {}, shown(metric)), ` failed on ${plural(count, "block")}: `, shown(note)));
  }

  function findings() {
    if (!INDEX.findings.length) return null;
    return el("p", { class: "findings" }, el("strong", {}, "Findings"), " ", INDEX.findings.map(([type, count]) =>
      el("button", { type: "button", class: "chip v-contradicted", title: `Show the articles with a finding of type ${type}`, onclick: () => narrow("finding", type) }, `${count} ${type}`)));
  }

  function articles() {
    const body = el("tbody");
    const count = el("span", { class: "muted", role: "status" });
    const more = el("button", { type: "button", onclick: () => draw() }, "Show more");
    const heads = [];
    let places = [];
    let drawn = 0;
    const draw = () => {
      const next = places.slice(drawn, drawn + STEP);
      body.append(...next.map(row));
      drawn += next.length;
      count.textContent = `${drawn} of ${plural(places.length, "article")} shown` +
        (places.length < ENTRIES.length ? `, ${ENTRIES.length - places.length} filtered out` : "");
      more.hidden = drawn >= places.length;
    };
    const head = (order, numeric, label) => {
      const arrow = el("span", { "aria-hidden": "true" });
      const made = el("th", { scope: "col", class: numeric ? "n" : null }, el("button", { type: "button", onclick: () => {
        list.back = list.order === order && !list.back;
        list.order = order;
        front.renew();
      } }, label || order, arrow));
      heads.push({ made, order, arrow, falls: COLUMNS.includes(order) });
      return made;
    };
    const text = el("input", { type: "search", "aria-label": "Filter by title or path", placeholder: "Filter by title or path",
      oninput: () => { list.text = text.value; front.renew(); } });
    const picks = [];
    const pick = (label, key, options) => {
      const made = el("select", { onchange: () => { list[key] = made.value; front.renew(); } },
        el("option", { value: "" }, "any"), options.map((one) => el("option", { value: one }, one)));
      picks.push([made, key]);
      return el("label", {}, label, " ", made);
    };
    const reset = el("button", { type: "button", onclick: () => { Object.assign(list, { order: "worst", back: false }); front.renew(); } }, "Worst first");
    const clear = el("button", { type: "button", onclick: () => { Object.assign(list, { text: "", verdict: "", finding: "" }); front.renew(); } }, "Clear filters");
    const title = el("h2", { id: "articles" });
    front.renew = () => {
      places = ordered();
      drawn = 0;
      body.replaceChildren();
      draw();
      if (text.value !== list.text) text.value = list.text;
      for (const [made, key] of picks) made.value = list[key];
      for (const { made, order, arrow, falls } of heads) {
        const on = list.order === order;
        arrow.textContent = on ? (falls !== list.back ? " ↓" : " ↑") : "";
        if (on) made.setAttribute("aria-sort", falls !== list.back ? "descending" : "ascending");
        else made.removeAttribute("aria-sort");
      }
      title.textContent = list.order === "worst" ? "Articles, worst first" : `Articles by ${list.order === "weakest" ? "weakest claim" : list.order}`;
      reset.hidden = list.order === "worst";
      clear.hidden = !(list.text || list.verdict || list.finding);
    };
    const section = el("section", { "aria-labelledby": "articles" }, title,
      el("div", { class: "tools" }, text,
        pick("with a claim that is", "verdict", INDEX.verdicts),
        INDEX.findings.length ? pick("with a finding", "finding", INDEX.findings.map(([type]) => type)) : null,
        clear, reset, count),
      wide(el("table", { class: "list" },
        el("thead", {}, el("tr", {}, head("article"), el("th", { scope: "col" }, "block"), COLUMNS.map((verdict) => head(verdict, true)), head("weakest", true))),
        body)),
      more);
    front.renew();
    return section;
  }

  function row(n) {
    const entry = ENTRIES[n];
    const lines = (make, numeric) => el("td", { class: numeric ? "n" : null }, entry.blocks.map((block) => el("div", {}, make(block))));
    return el("tr", {},
      el("td", { class: "title" }, el("a", { href: `#a=${n}`, dir: "auto" }, shown(entry.title)),
        el("div", { class: "path" }, shown(entry.line === null ? entry.path : `${entry.path}:${entry.line}`))),
      lines(([block, system]) => el("span", { class: "block" }, shown(nameOf(block, system)))),
      COLUMNS.map((verdict) => lines(([, , counts]) => {
        const [count, unjudged] = [counts[INDEX.verdicts.indexOf(verdict)], counts[INDEX.verdicts.indexOf("not judged")]];
        if (verdict === "abstained" && unjudged) return el("span", { class: "count v-not-judged" }, `${count ? `${SIGNS[verdict]} ${count}, ` : ""}${SIGNS["not judged"]} ${unjudged} not judged`);
        return count ? el("span", { class: `count ${kind(verdict)}` }, `${SIGNS[verdict]} ${count}`) : el("span", { class: "muted" }, "0");
      }, true)),
      lines(([, , , weakest]) => number(weakest, false), true));
  }

  // ---- measures

  /** A small histogram over the measure's range; below it the interval as a bar and the mean as a tick. */
  function histogram(row) {
    const { low, high, counts } = row.bins;
    const top = Math.max(...counts);
    const width = 160 / counts.length;
    const drawing = svg("svg", { class: "hist", viewBox: "0 0 160 38", width: 160, height: 38, role: "img",
      "aria-label": `Distribution of ${plural(row.n, "value")} between ${number(low)} and ${number(high)}` });
    counts.forEach((count, n) => {
      if (!count) return;
      const height = Math.max(1.5, (26 * count) / top);
      drawing.append(svg("rect", { x: n * width + 0.5, y: 27 - height, width: width - 1, height }));
    });
    drawing.append(svg("line", { class: "base", x1: 0, x2: 160, y1: 27.5, y2: 27.5 }));
    const x = (value) => (high > low ? Math.min(160, Math.max(0, (160 * (value - low)) / (high - low))) : 0);
    if (row.low !== null) drawing.append(svg("line", { class: "interval", x1: x(row.low), x2: Math.max(x(row.high), x(row.low) + 1), y1: 33, y2: 33 }));
    drawing.append(svg("line", { class: "mean", x1: x(row.mean), x2: x(row.mean), y1: 29.5, y2: 36.5 }));
    return el("span", { class: "spread" }, el("small", {}, number(low)), drawing, el("small", {}, number(high)));
  }

  const unscored = (row) => Object.entries(row.unscored).map(([status, count]) => `${count} ${status.replace("_", " ")}`).join(", ");
  const HINTS = { higher: "higher is better", lower: "lower is better", neither: "" };

  function measureTable(rows) {
    const byMeasure = new Map();
    for (const row of rows) {
      const key = JSON.stringify([row.metric, row.measure]);
      byMeasure.set(key, [...(byMeasure.get(key) || []), row]);
    }
    return wide(el("table", { class: "measures" },
      el("thead", {}, el("tr", {}, ["measure", "block", "distribution"].map((name) => el("th", { scope: "col" }, name)),
        ["mean", "95% interval", "n"].map((name) => el("th", { scope: "col", class: "n" }, name)), el("th", { scope: "col" }, "not scored"))),
      [...byMeasure.values()].map((same) => el("tbody", {}, same.map((row, n) => el("tr", {},
        n ? null : el("th", { scope: "rowgroup", rowspan: same.length }, el("span", { class: "name" }, shown(row.measure)), el("span", { class: "help" }, shown(row.help),
          HINTS[row.better] ? `${row.help ? "; " : ""}${HINTS[row.better]}` : "")),
        el("td", {}, el("span", { class: "block" }, shown(nameOf(row.block, row.system)))),
        el("td", {}, row.bins ? histogram(row) : "–"),
        el("td", { class: "n mean" }, number(row.mean, row.share)),
        el("td", { class: "n" }, interval(row)),
        el("td", { class: "n" }, row.n),
        el("td", {}, unscored(row) || "–")))))));
  }

  function measures() {
    const judging = INDEX.rows.filter((row) => row.better !== "neither");
    const telling = INDEX.rows.filter((row) => row.better === "neither");
    const metrics = (rows) => [...new Set(rows.map((row) => row.metric))];
    return [
      metrics(judging).map((metric) => el("section", {}, el("h2", {}, shown(metric)), measureTable(judging.filter((row) => row.metric === metric)))),
      telling.length ? el("section", { class: "quiet" }, el("h2", {}, "What only describes"),
        el("p", { class: "muted" }, "Overlap, copying and similarity: they tell how a summary was written, not whether it is true."),
        metrics(telling).map((metric) => {
          const rows = telling.filter((row) => row.metric === metric);
          return el("details", {}, el("summary", {}, shown(metric), el("span", { class: "muted" }, ` ${plural(new Set(rows.map((row) => row.measure)).size, "measure")}`)),
            measureTable(rows));
        })) : null,
    ];
  }

  function making() {
    return el("details", { class: "making" }, el("summary", {}, "How these numbers were made"),
      el("p", { class: "muted" }, "Means are over the cases that were scored; the others are counted beside each mean. Intervals are clustered by article."),
      el("pre", {}, shown([
        `evalkit ${INDEX.evalkit}, run of ${INDEX.created}, seed ${INDEX.seed}`,
        ...INDEX.metrics.map(([name, signature]) => (name === signature ? name : `${name}: ${signature}`)),
        ...Object.entries(INDEX.versions).map(([name, version]) => `${name} ${version}`),
        ...Object.entries(INDEX.config).map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
      ].join("\n"))));
  }

  // ---- marks in text

  /**
   * Text from start to end with marks around its parts. A mark {start, end, make, before?} makes its own element; marks that
   * overlap nest, and one that outlasts the mark around it goes on in a second element.
   */
  function marked(start, end, slice, marks) {
    const root = document.createDocumentFragment();
    const within = marks.map((mark) => ({ ...mark, start: Math.max(mark.start, start), end: Math.min(mark.end, end) })).filter((mark) => mark.start < mark.end);
    const cuts = [...new Set([start, end, ...within.flatMap((mark) => [mark.start, mark.end])])].sort((a, b) => a - b);
    const open = []; // from the outermost in
    const top = () => (open.length ? open[open.length - 1].node : root);
    for (let n = 0; n + 1 < cuts.length; n++) {
      const [from, to] = [cuts[n], cuts[n + 1]];
      const ended = open.findIndex(({ mark }) => mark.end <= from);
      const going = ended < 0 ? [] : open.splice(ended).map(({ mark }) => mark).filter((mark) => mark.end > from);
      const starting = within.filter((mark) => mark.start === from);
      for (const mark of [...going, ...starting].sort((a, b) => b.end - a.end)) {
        if (mark.before && mark.start === from) top().append(mark.before());
        const node = mark.make();
        top().append(node);
        open.push({ mark, node });
      }
      top().append(...shown(slice(from, to)));
    }
    return root;
  }

  // ---- an article's view

  let asked = 0;
  let open = null; // what the article view holds: { n, data, claims, source, pane, detail, pinned, undo, ... }
  const judged = new WeakMap(); // claim element -> { claim, record, nodes }

  async function showArticle(n, wanted) {
    const mine = ++asked;
    let data;
    try {
      data = await article(n);
    } catch (error) {
      view.replaceChildren(el("h1", {}, "This article could not be unpacked"), el("p", {}, shown(String(error))), el("p", {}, el("a", { href: "#" }, "All articles")));
      return;
    }
    if (mine !== asked) return; // something else was asked for while this was unpacked
    const source = el("div", { class: "text" });
    const pane = el("section", { class: "pane source", tabindex: "0", "aria-label": "CONTENT, the article's text" }, el("h3", {}, "CONTENT"), source);
    const detail = el("section", { class: "pane detail", tabindex: "0", "aria-label": "Judgement of the claim" });
    let order = ordered();
    if (!order.includes(n)) order = ENTRIES.map((_, place) => place);
    open = { n, data, source, pane, detail, order, at: order.indexOf(n), pinned: null, undo: [], lit: null };
    fillSource();
    view.replaceChildren(
      steps(),
      el("h1", { dir: "auto" }, shown(data.article.title || data.article.id)),
      el("p", { class: "muted meta" }, about(data.article)),
      el("div", { class: "article" },
        el("div", { class: "blocks" }, data.cases.map(block), untold(data.cases), scores(data.cases)),
        el("section", { class: "side", "aria-label": "Judgement and article" }, detail, pane)));
    crumb.replaceChildren(...shown(data.article.title || data.article.id));
    document.title = `${data.article.title || data.article.id} – evalkit report`;
    light(null);
    const target = wanted && view.querySelector(`[data-claim="${CSS.escape(wanted)}"]`);
    if (target) {
      pin(target);
      target.scrollIntoView({ block: "center" });
    } else {
      window.scrollTo(0, 0);
      view.focus({ preventScroll: true });
      if (wanted) open.detail.prepend(el("p", {}, "The claim that this address names is not in this article."));
    }
  }

  function steps() {
    const { order, at } = open;
    const step = (n, text) => (n === undefined ? el("span", { class: "muted" }, text) : el("a", { href: `#a=${n}` }, text));
    return el("nav", { class: "steps", "aria-label": "Articles" },
      el("a", { href: "#" }, "All articles"),
      step(order[at - 1], "← Previous"), step(order[at + 1], "Next →"),
      el("span", { class: "muted" }, `${at + 1} of ${order.length}`),
      el("span", { class: "keys" }, el("kbd", {}, "j"), el("kbd", {}, "k"), " article ", el("kbd", {}, "n"), el("kbd", {}, "p"), " problem ", el("kbd", {}, "Esc"), " let go"));
  }

  function about({ published, author, url, path, line, id }) {
    const parts = [published, author].filter(Boolean).map(shown);
    if (/^https?:\/\//i.test(url)) parts.push(el("a", { href: url, rel: "noreferrer noopener" }, shown(url)));
    else if (url) parts.push(el("span", { class: "path" }, shown(url))); // of any other scheme: told, never linked
    parts.push(path ? place(path, line) : el("span", { class: "path" }, shown(id)));
    return parts.flatMap((part, n) => (n ? [" · ", part] : [part]));
  }

  function block(record) {
    const text = byCodePoints(record.text);
    const slice = (start, end) => text.slice(start - record.start, end - record.start);
    const name = nameOf(record.block, record.system);
    return el("section", { class: "pane", "aria-label": name },
      el("h3", {}, shown(name)),
      record.text
        ? el("div", { class: "text" }, marked(record.start, record.start + text.length, slice, record.claims.flatMap((claim) => claimMarks(record, claim))))
        : el("p", { class: "muted" }, "This block is empty: there is nothing to judge."));
  }

  function claimMarks(record, claim) {
    const verdict = verdictOf(claim);
    const info = { claim, record, nodes: [] };
    const make = () => {
      const found = el("span", {
        class: `claim ${kind(verdict)}`, role: "button", tabindex: info.nodes.length ? null : "0", "aria-pressed": "false",
        "data-claim": claim.id, "data-verdict": verdict,
        "aria-label": [`${verdict}: ${claim.text}`, ...claim.findings.map((one) => one.message)].join("; "),
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
    return [
      { start: claim.start, end: claim.end, make, before: () => el("span", { class: `sign ${kind(verdict)}`, "aria-hidden": "true" }, SIGNS[verdict]) },
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

  // CONTENT is laid out in parts, so that lighting a passage of a very long article redraws its own part and no other.

  function fillSource() {
    const { text, start } = open.data.article.content;
    const letters = byCodePoints(text);
    open.slice = (from, to) => letters.slice(from - start, to - start);
    open.parts = [];
    let at = start;
    for (const piece of text.match(/[^\n]*\n+|[^\n]+$/g) || []) {
      const length = letters.length === text.length ? piece.length : Array.from(piece).length;
      open.parts.push({ start: at, end: at + length, node: el("span", {}, shown(piece)) });
      at += length;
    }
    open.source.append(...open.parts.map((part) => part.node));
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
      const node = el("span", {}, marked(covered[0].start, covered[covered.length - 1].end, open.slice, marks));
      covered[0].node.replaceWith(node);
      for (const part of covered.slice(1)) part.node.remove();
      open.undo.push(() => node.replaceWith(...covered.map((part) => part.node)));
    }
  }

  function pin(found) {
    release(null, false);
    const info = judged.get(found);
    open.pinned = info;
    for (const node of info.nodes) node.setAttribute("aria-pressed", "true");
    light(info);
    found.scrollIntoView({ block: "nearest" });
    history.replaceState(null, "", `#a=${open.n}&c=${encodeURIComponent(info.claim.id)}`);
  }

  function release(found, dark = true) {
    if (!open) return;
    for (const node of open.pinned ? open.pinned.nodes : []) node.setAttribute("aria-pressed", "false");
    open.pinned = null;
    if (dark) {
      light(null);
      history.replaceState(null, "", `#a=${open.n}`);
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
    if (!info) return;
    const { claim, nodes } = info;
    for (const node of nodes) node.classList.add("on");
    markSource([
      ...claim.evidence.map((one, rank) => ({ start: one.start, end: one.end, make: () => el("mark", { class: rank ? "lesser" : null, "data-evidence-for": claim.id }) })),
      ...faultMarks(claim.findings.filter((one) => one.source === "CONTENT"), "source_start", "source_end", "fault against"),
    ]);
    reveal(open.source.querySelector("u.against") || open.source.querySelector("mark:not(.lesser)") || open.source.querySelector("mark"));
  }

  /** Scrolls the pane of CONTENT, never the page, and only where the passage is out of sight. */
  function reveal(found) {
    if (!found) return;
    const [inner, outer] = [found.getBoundingClientRect(), open.pane.getBoundingClientRect()];
    if (inner.top >= outer.top + 40 && inner.bottom <= outer.bottom - 24) return;
    open.pane.scrollTo({ top: open.pane.scrollTop + inner.top - outer.top - open.pane.clientHeight / 3, behavior: calm.matches ? "auto" : "smooth" });
  }

  function legend() {
    const present = INDEX.verdicts.filter((verdict) => ENTRIES[open.n].total[verdict]);
    return [
      el("p", { class: "hint" }, "Point at a claim or move to it with Tab: its evidence lights up in the article. A click keeps it."),
      el("dl", { class: "legend" }, present.map((verdict) => [
        el("dt", {}, chip(verdict, `${ENTRIES[open.n].total[verdict]} ${verdict}`)), el("dd", {}, MEANINGS[verdict])])),
    ];
  }

  function judgement({ claim, record }) {
    const from = open.data.article.path; // evidence stands in the article, whatever the claim stands in
    const section = (name, ...content) => [el("h4", {}, name), content];
    const head = el("p", { class: "judged" }, chip(verdictOf(claim)), " ",
      claim.probability === null ? null : el("span", {}, "P(supported) ", el("strong", {}, number(claim.probability)), " "),
      claim.tier ? el("span", { class: "muted" }, "decided by ", shown(claim.tier), " ") : null,
      place(record.path, claim.line, claim.column, record.field),
      el("button", { type: "button", class: "close", onclick: () => release(null) }, "Close"));
    const found = claim.findings.map((one) => el("p", { class: "finding" }, el("span", { class: `chip ${one.certainty === "certain" ? "v-contradicted" : "v-unsupported"}` }, one.type), " ", shown(one.message), " ", el("span", { class: "muted" }, `· ${one.certainty}`)));
    const evidence = claim.evidence.map((one) => el("blockquote", {}, el("span", { class: "quoted" }, shown(one.text)), " ", place(from, one.line, one.column)));
    const votes = claim.votes.map((one) => el("li", {}, el("span", { class: "tier" }, shown(one.tier)), ` ${SIGNS[one.verdict]} ${one.verdict}`,
      one.probability === null ? "" : ` ${number(one.probability)}`, one.note ? [": ", shown(one.note)] : ""));
    const parts = [
      head, found,
      evidence.length ? section(plural(evidence.length, "passage") + " of the article", evidence) : null,
      evidence.length || !claim.verdict ? null : el("p", { class: "muted" }, "No passage of the article bears on it."),
      votes.length ? section("Votes", el("ul", { class: "votes" }, votes)) : null,
      claim.origin ? section("Taken from the article", taken(claim, record)) : null,
      claim.judged_text === claim.text ? null : section("Judged as", el("p", { class: "quoted" }, claim.judged_text ? shown(claim.judged_text) : "nothing: only a reporting frame")),
    ];
    return parts.flat(Infinity).filter(Boolean);
  }

  /** How a highlight was taken from the article: its class, its longest run, and the difference word by word. */
  function taken({ origin }, record) {
    const text = byCodePoints(record.text);
    const here = ({ start: from, end: to }) => shown(text.slice(from - record.start, to - record.start));
    const there = ({ source_start: from, source_end: to }) => shown(open.slice(from, to));
    const parts = { equal: (one) => here(one), insert: (one) => el("ins", {}, here(one)), delete: (one) => el("del", {}, there(one)), replace: (one) => [el("del", {}, there(one)), " ", el("ins", {}, here(one))] };
    return [
      el("p", {}, el("span", { class: "chip" }, origin.copying), ` ${plural(origin.longest_run, "word")} in a row at most`),
      origin.copying === "verbatim" || !origin.pieces.length ? null : el("p", { class: "quoted diff" }, origin.pieces.flatMap((one, n) => [n ? " " : null, parts[one.op](one)])),
    ];
  }

  /** The sentences of the article that say most and that no block tells; a click lights one. */
  function untold(cases) {
    const spans = new Map(cases.flatMap((record) => record.scores.flatMap((score) => score.passages || [])).map((span) => [span.join("-"), span]));
    if (!spans.size) return null;
    const show = ([from, to]) => { release(null); markSource([{ start: from, end: to, make: () => el("mark", {}) }]); reveal(open.source.querySelector("mark")); };
    return el("details", { class: "pane" }, el("summary", {}, `${plural(spans.size, "key fact")} of the article not told`),
      el("ul", { class: "untold" }, [...spans.values()].sort((a, b) => a[0] - b[0]).map((span) =>
        el("li", {}, el("button", { type: "button", class: "passage", title: "Show it in the article", onclick: () => show(span) }, shown(open.slice(...span)))))));
  }

  /** Scores of all blocks of the article in one table: a row per measure, a column per block. */
  function scores(cases) {
    const columns = cases.map((record) => new Map(record.scores.map((score) => [score.metric, score])));
    const metrics = [...new Set(cases.flatMap((record) => record.scores.map((score) => score.metric)))];
    if (!metrics.length) return null;
    const state = (score) => (!score ? "–" : score.status === "scored" && !score.note ? "" : [score.status === "scored" ? "" : score.status.replace("_", " "), score.note].filter(Boolean).join(": "));
    return el("details", { class: "pane" }, el("summary", {}, "Scores"), wide(el("table", { class: "scores" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "measure"), cases.map((record) => el("th", { scope: "col", class: "n" }, shown(nameOf(record.block, record.system)))))),
      metrics.map((metric) => {
        const names = [...new Set(columns.flatMap((column) => Object.keys(column.get(metric)?.values || {})))];
        return el("tbody", {},
          el("tr", { class: "metric" }, el("th", { scope: "rowgroup" }, shown(metric)), columns.map((column) => el("td", { class: "note" }, shown(state(column.get(metric)))))),
          names.map((name) => el("tr", {}, el("th", { scope: "row" }, shown(name)), columns.map((column) => el("td", { class: "n" }, number(column.get(metric)?.values[name], SHARES.has(`${metric} ${name}`)))))));
      }))));
  }

  // ---- where we are

  function route() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const n = wanted.get("a");
    open = null;
    asked++;
    if (n !== null && /^\d+$/.test(n) && Number(n) < ENTRIES.length) {
      if (front && view.contains(front.root)) front.left = Number(n);
      showArticle(Number(n), wanted.get("c"));
    } else overview();
  }

  // The browser may have moved by the time a hash change is told; where the list stood is noted while it stands.
  addEventListener("scroll", () => { if (!open && front && view.contains(front.root)) front.scroll = window.scrollY; }, { passive: true });

  document.addEventListener("keydown", (event) => {
    if (!open || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (event.key === "Escape") release(null);
    if (event.key === "j" || event.key === "k") {
      const next = open.order[open.at + (event.key === "j" ? 1 : -1)];
      if (next !== undefined) location.hash = `#a=${next}`;
    }
    if (event.key === "n" || event.key === "p") {
      const problems = [...view.querySelectorAll(".claim.v-contradicted[tabindex], .claim.v-unsupported[tabindex]")];
      if (!problems.length) return say("No claim of this article is contradicted or unsupported");
      const now = problems.indexOf(open.pinned ? open.pinned.nodes[0] : document.activeElement);
      const step = event.key === "n" ? 1 : -1;
      const next = problems[now < 0 ? (step > 0 ? 0 : problems.length - 1) : (now + step + problems.length) % problems.length];
      next.focus({ preventScroll: true });
      pin(next);
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

  history.scrollRestoration = "manual"; // each view says itself where it stands
  addEventListener("hashchange", route);
  route();
})();
