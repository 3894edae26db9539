// The reader's own labels: "I agree" and "I disagree", kept by the browser for this run until they are saved as JSONL.

const kept = `evalkit labels ${INDEX.run}`;
let labels = {}; // "article claim case" -> whether the reader holds the claim to be supported
try {
  labels = JSON.parse(localStorage.getItem(kept) || "{}");
} catch {
  // No storage here: the labels live as long as the page, which then asks before it closes.
}
let unsaved = false;

const keyOf = ({ claim, record }) => JSON.stringify([open.n, claim.id, record.id]);

/** The two buttons under a claim's verdict; of an abstained claim the reader says what it is. */
function agreement(info) {
  if (!info.claim.verdict || open.version.old) return null;
  const now = labels[keyOf(info)];
  const holds = info.claim.verdict !== "contradicted" && info.claim.verdict !== "unsupported";
  const [yes, no] = info.claim.verdict === "abstained" ? ["It is supported", "It is not"] : ["I agree", "I disagree"];
  const choice = (name, value) => button({ "aria-pressed": String(now === value), onclick: () => label(info, now === value ? undefined : value) }, name);
  return el("div", { class: "agree", role: "group", "aria-label": "What you say" }, choice(yes, holds), choice(no, !holds));
}

function label(info, value) {
  const key = keyOf(info);
  if (value === undefined) delete labels[key];
  else labels[key] = value;
  unsaved = true;
  try {
    localStorage.setItem(kept, JSON.stringify(labels));
    unsaved = false;
  } catch {
    // see above
  }
  if (open.lit === info) {
    const held = open.detail.querySelector(".agree :focus")?.textContent;
    light(info);
    [...open.detail.querySelectorAll(".agree button")].find((one) => one.textContent === held)?.focus();
  }
  say(value === undefined ? "Label taken back" : value ? "Labelled as supported" : "Labelled as not supported");
  tellLabels();
}

/** "I agree" or "I disagree" by key, on the claim that is kept. */
function answer(agrees) {
  const info = open.pinned || open.lit;
  if (!info || !info.claim.verdict || open.version.old) return say("No claim is chosen");
  const holds = info.claim.verdict !== "contradicted" && info.claim.verdict !== "unsupported";
  return label(info, agrees === holds);
}

function tellLabels() {
  const count = Object.keys(labels).length;
  document.getElementById("tools").replaceChildren(...(count ? [button({ onclick: saveLabels }, `Save ${plural(count, "label")}`), " ", button({ onclick: discard }, "Discard")] : []));
}

/** The first press asks, the second does it. */
function discard({ target }) {
  if (!target.dataset.armed) {
    target.dataset.armed = "1";
    target.textContent = "Discard all: sure?";
    return;
  }
  labels = {};
  unsaved = false;
  try { localStorage.removeItem(kept); } catch { /* nothing was kept */ }
  tellLabels();
  if (open && open.lit) light(open.lit);
}

/** One line a label, with the columns that evalkit reads (title, published, content, summary, system, label), and what was said of it. */
async function saveLabels() {
  const lines = [];
  for (const [key, value] of Object.entries(labels)) {
    const [n, id, of] = JSON.parse(key);
    const { article: told, cases } = await article(n);
    const record = cases.find((one) => one.id === of);
    const claim = record.claims.find((one) => one.id === id);
    lines.push(JSON.stringify({
      article: told.id, title: told.title, published: told.published, content: told.content.text, summary: claim.text, system: record.system, label: value ? 1 : 0,
      agrees: claim.verdict === "abstained" ? null : value === (claim.verdict === "supported"), claim: claim.id, case: record.id, block: record.block, path: record.path, line: claim.line, column: claim.column,
      judged_text: claim.judged_text, verdict: claim.verdict, probability: claim.probability, tier: claim.tier, inclusion_probability: null, signature: INDEX.signature,
    }));
  }
  save("labels.jsonl", lines.map((line) => `${line}\n`).join(""));
  unsaved = false;
}

addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
