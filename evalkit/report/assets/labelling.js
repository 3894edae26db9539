// Claims to label, one at a time. The page holds neither verdicts nor systems: what it does not know it cannot tell.

const kept = `evalkit sample ${INDEX.run}`;
const ANSWERS = [["y", "Supported", 1], ["n", "Not supported", 0], ["u", "Cannot tell", null]];
let labels = {}; // place in the sample -> 1, 0 or null
try {
  labels = JSON.parse(localStorage.getItem(kept) || "{}");
} catch {
  // No storage here: the labels live as long as the page, which then asks before it closes.
}
let unsaved = false;
let at = 0;
let passages = false;
let item = null;

async function show(n) {
  at = Math.min(Math.max(n, 0), INDEX.count - 1);
  history.replaceState(null, "", `#n=${at + 1}`);
  const wanted = at;
  const found = (await unpack("chunk", Math.floor(at / INDEX.chunk)))[at % INDEX.chunk];
  if (wanted !== at) return;
  item = found;
  draw();
}

function draw() {
  const block = byCodePoints(item.text, item.start);
  const content = byCodePoints(item.content.text, item.content.start);
  const claim = { start: item.from, end: item.to, make: () => el("mark", { class: "asked", "data-claim": item.claim }) };
  const lit = passages ? item.evidence.map(([start, end]) => ({ start, end, make: () => el("mark", { class: "lesser" }) })) : [];
  const done = Object.keys(labels).length;
  view.replaceChildren(
    el("nav", { class: "steps", "aria-label": "Claims" }, button({ onclick: () => show(at - 1), disabled: at === 0 }, "← Previous"), button({ onclick: () => show(at + 1), disabled: at + 1 === INDEX.count }, "Next →"),
      el("span", { class: "muted", role: "status" }, `Claim ${at + 1} of ${INDEX.count}; ${done} labelled`), el("progress", { max: INDEX.count, value: done, "aria-label": "Labelled so far" }),
      el("span", { class: "keys" }, el("kbd", {}, "y"), el("kbd", {}, "n"), el("kbd", {}, "u"), " label ", el("kbd", {}, "←"), el("kbd", {}, "→"), " claim ", el("kbd", {}, "e"), " passages")),
    el("h1", { dir: "auto" }, shown(item.title || "Untitled")),
    el("p", { class: "muted" }, "Does the article, and nothing else, support every part of the marked words?", item.published ? [" Published ", shown(item.published), "."] : ""),
    el("div", { class: "article" },
      el("div", { class: "blocks" },
        el("section", { class: "pane", "aria-label": item.block }, el("h2", {}, item.block), el("div", { class: "text" }, marked(item.start, item.start + block.length, block.slice, [claim]))),
        el("div", { class: "answers", role: "group", "aria-label": "Your label" }, ANSWERS.map(([key, name, value]) =>
          button({ "aria-pressed": String(at in labels && labels[at] === value), onclick: () => answer(value) }, name, " ", el("kbd", {}, key)))),
        button({ "aria-pressed": String(passages), onclick: toggle }, "Show passages that may bear on it")),
      el("section", { class: "side whole", "aria-label": "The article" }, el("section", { class: "pane source", tabindex: "0", "aria-label": "CONTENT, the article's text" }, el("h2", {}, "CONTENT"),
        el("div", { class: "text" }, marked(item.content.start, item.content.start + content.length, content.slice, lit))))));
  document.getElementById("tools").replaceChildren(...(done ? [button({ onclick: saveLabels }, `Save ${plural(done, "label")}`)] : []));
}

function toggle() {
  passages = !passages;
  draw();
  reveal(view.querySelector(".source"), view.querySelector(".source mark"));
}

function answer(value) {
  labels[at] = value;
  unsaved = true;
  try {
    localStorage.setItem(kept, JSON.stringify(labels));
    unsaved = false;
  } catch {
    // see above
  }
  say(ANSWERS.find(([, , one]) => one === value)[1]);
  if (at + 1 < INDEX.count) show(at + 1);
  else draw();
}

/** The rows of the sample that have a label, in its order, as the file of the sample has them; "cannot tell" is a row without. */
async function saveLabels() {
  const lines = [];
  for (const n of Object.keys(labels).map(Number).sort((a, b) => a - b)) {
    const { row, content } = (await unpack("chunk", Math.floor(n / INDEX.chunk)))[n % INDEX.chunk];
    lines.push(JSON.stringify({ ...row, content: content.text, label: labels[n], position: n + 1, drawn: INDEX.count }));
  }
  save("labels.jsonl", lines.map((line) => `${line}\n`).join(""));
  unsaved = false;
}

addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !item) return;
  const chosen = ANSWERS.find(([key]) => key === event.key);
  if (chosen) answer(chosen[2]);
  else if (event.key === "ArrowLeft") show(at - 1);
  else if (event.key === "ArrowRight") show(at + 1);
  else if (event.key === "e") toggle();
});
addEventListener("hashchange", () => show(Number(new URLSearchParams(location.hash.slice(1)).get("n") || 1) - 1));
show(Number(new URLSearchParams(location.hash.slice(1)).get("n") || 1) - 1);
