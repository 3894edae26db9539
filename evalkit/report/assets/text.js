// Elements and text. Text from articles only ever becomes text nodes; nothing here parses markup or runs text.

const INDEX = JSON.parse(document.getElementById("index").textContent);
const SIGNS = { supported: "✓", contradicted: "✕", unsupported: "?", abstained: "–", "not judged": "·" };
const view = document.getElementById("view");
const crumb = document.getElementById("crumb");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const collator = new Intl.Collator();

/** An element: el("p", {class: "x"}, "text", child, [children]). */
function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for a drawing. */
function svg(name, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    made.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return made;
}

const button = (attributes, ...children) => el("button", { type: "button", ...attributes }, children);

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
function byCodePoints(text, start) {
  if (!/[\ud800-\udfff]/.test(text)) return { length: text.length, slice: (from, to) => text.slice(Math.max(0, from - start), Math.max(0, to - start)) };
  const places = [];
  let unit = 0;
  for (const sign of text) { places.push(unit); unit += sign.length; }
  places.push(unit);
  const place = (n) => places[Math.min(Math.max(n - start, 0), places.length - 1)];
  return { length: places.length - 1, slice: (from, to) => text.slice(place(from), place(to)) };
}

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

const number = (value, share) => (value === null || value === undefined ? "–" : value.toFixed(share ? 3 : 2));
const percent = (value) => `${Math.round(100 * value)}%`;
const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const kind = (verdict) => "v-" + verdict.replace(" ", "-");
const verdictOf = (claim) => claim.verdict || "not judged";
const nameOf = (block, system) => (system ? `${block} · ${system}` : block);
const chip = (verdict, text) => el("span", { class: `chip ${kind(verdict)}` }, `${SIGNS[verdict]} ${text === undefined ? verdict : text}`);

/** A box that scrolls sideways where its table is wider than the page, by keyboard too. */
const wide = (label, ...children) => el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, children);

/** A place that can be copied by a click; of a record, with the field that the words stand in. */
function place(path, line, column, field = null) {
  if (line === null || line === undefined) return el("span", { class: "muted" }, "not from a file");
  const text = [path, line, column].filter((one) => one !== null && one !== undefined).join(":");
  const made = button({ class: "place", title: "Copy this place", onclick: () => copy(text, made) }, shown(field ? `${text} ${field}` : text));
  return made;
}

async function copy(text, from) {
  try {
    await navigator.clipboard.writeText(text);
    from.classList.add("copied");
    say(`Copied ${text}`);
    setTimeout(() => from.classList.remove("copied"), 1500);
  } catch {
    getSelection().selectAllChildren(from); // no clipboard here: the text is selected, ready for a copy by hand
  }
}

function say(text) {
  document.getElementById("said").textContent = text;
}

/** Gives a text to the reader as a file. */
function save(name, text) {
  const link = el("a", { download: name });
  link.href = URL.createObjectURL(new Blob([text], { type: "application/jsonl" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Scrolls a pane, never the page, and only where what was found in it is out of sight. */
function reveal(pane, found) {
  if (!found) return;
  const [inner, outer] = [found.getBoundingClientRect(), pane.getBoundingClientRect()];
  const [top, bottom] = [Math.max(0, outer.top), Math.min(window.innerHeight, outer.bottom)]; // of the pane, what the window shows
  if (inner.top >= top + 40 && inner.bottom <= bottom - 24) return;
  pane.scrollTo({ top: pane.scrollTop + inner.top - top - Math.max(40, (bottom - top) / 3), behavior: calm.matches ? "auto" : "smooth" });
}

// ---- light and dark

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
