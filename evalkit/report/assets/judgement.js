// What is told of one claim: verdict, findings, evidence, votes, where it was taken from, what changed, and how right that tends to be.

const MEANINGS = {
  supported: "the article says so",
  contradicted: "the article says otherwise",
  unsupported: "the article does not say so",
  abstained: "the tiers could not tell",
  "not judged": "no metric of this run judges claims",
};

function legend() {
  const claims = open.version.cases.flatMap((record) => record.claims.map(verdictOf));
  const counts = INDEX.verdicts.map((verdict) => [verdict, claims.filter((one) => one === verdict).length]).filter(([, count]) => count);
  return [
    el("p", { class: "hint" }, "Point at a claim or move to it with Tab: its evidence lights up in the article. A click keeps it, to agree or disagree."),
    el("dl", { class: "legend" }, counts.map(([verdict, count]) => [el("dt", {}, chip(verdict, `${count} ${verdict}`)), el("dd", {}, MEANINGS[verdict])])),
  ];
}

function judgement(info) {
  const { claim, record } = info;
  const from = open.data.article.path; // evidence stands in the article, whatever the claim stands in
  const section = (name, ...content) => [el("h3", {}, name), content];
  const head = el("p", { class: "judged" }, chip(verdictOf(claim)), " ",
    claim.probability === null ? null : el("span", {}, "P(supported) ", el("strong", {}, number(claim.probability)), " "),
    claim.tier ? el("span", { class: "muted" }, "decided by ", shown(claim.tier), " ") : null,
    place(record.path, claim.line, claim.column, record.field),
    button({ class: "close", onclick: () => release(null) }, "Close"));
  const found = claim.findings.map((one) => el("p", { class: "finding" },
    el("span", { class: `chip ${one.certainty === "certain" ? "v-contradicted" : "v-unsupported"}` }, one.type), " ", shown(one.message), " ",
    el("span", { class: "muted" }, `· ${one.certainty}`, rightness(INDEX.reliability.find((row) => row.finding === one.type && row.certainty === one.certainty && row.metric === (one.metric ?? row.metric)), " · such findings were right in "))));
  const evidence = claim.evidence.map((one) => el("blockquote", {}, el("span", { class: "quoted" }, shown(one.text)), " ", place(from, one.line, one.column)));
  const votes = claim.votes.map((one) => el("li", {}, el("span", { class: "tier" }, shown(one.tier)), ` ${SIGNS[one.verdict]} ${one.verdict}`,
    one.probability === null ? "" : ` ${number(one.probability)}`, one.note ? [": ", shown(one.note)] : ""));
  const parts = [
    head, agreement(info), changed(info), found,
    claim.verdict && claim.verdict !== "abstained" ? el("p", { class: "muted measured" }, rightness(measured(claim), "Such verdicts were right in ", true) || "How right such verdicts are was not measured.") : null,
    evidence.length ? section(plural(evidence.length, "passage") + " of the article", evidence) : null,
    evidence.length || !claim.verdict ? null : el("p", { class: "muted" }, "No passage of the article bears on it."),
    votes.length ? section("Votes", el("ul", { class: "votes" }, votes)) : null,
    claim.origin ? section("Taken from the article", taken(claim, record)) : null,
    claim.judged_text === claim.text ? null : section("Judged as", el("p", { class: "quoted" }, claim.judged_text ? shown(claim.judged_text) : "nothing: only a reporting frame")),
  ];
  return parts.flat(Infinity).filter(Boolean);
}

/** The measured row that is nearest to a claim: of its tier and verdict, within its range of probability where there is one. */
function measured({ tier, verdict, probability }) {
  const rows = INDEX.reliability.filter((row) => row.tier === tier && row.verdict === verdict);
  return rows.find((row) => row.from !== null && row.from <= probability && probability < row.to) || rows.find((row) => row.from === null);
}

const rightness = (row, words, told = false) => (row ? el("span", { title: row.about }, `${words}${percent(row.precision)} (95%: ${percent(row.low)}–${percent(row.high)}) of ${row.n} measured`, told ? [": ", shown(row.about), "."] : "") : null);

/** What the older run said of the same claim, or of the one that it was made from. */
function changed({ claim, record, change }) {
  if (!change) return null;
  const [name, , , , , reworded, moved] = change;
  const others = open.version.old ? open.data.cases : open.data.before;
  const [id, of] = open.version.old ? [change[1], change[2]] : [change[3], change[4]];
  const other = others.find((one) => one.id === of)?.claims.find((one) => one.id === id);
  const when = open.version.old ? "Now" : "Before";
  return el("p", { class: "changed" }, el("span", { class: "change" }, name), moved ? " moved" : "", other ? [` ${when}: ${SIGNS[verdictOf(other)]} ${verdictOf(other)}`, other.probability === null ? "" : ` ${number(other.probability)}`] : null,
    other && reworded ? el("span", { class: "quoted" }, " “", shown(other.text), "”") : null);
}

/** How a highlight was taken from the article: its class, its longest run, and the difference word by word. */
function taken({ origin }, record) {
  const here = ({ start, end }) => shown(record.letters.slice(start, end));
  const there = ({ source_start: start, source_end: end }) => shown(open.data.content.slice(start, end));
  const parts = { equal: (one) => here(one), insert: (one) => el("ins", {}, here(one)), delete: (one) => el("del", {}, there(one)), replace: (one) => [el("del", {}, there(one)), " ", el("ins", {}, here(one))] };
  return [
    el("p", {}, el("span", { class: "chip" }, origin.copying), ` ${plural(origin.longest_run, "word")} in a row at most`, origin.position === null ? "" : `, ${percent(origin.position)} into the article`),
    origin.copying === "verbatim" || !origin.pieces.length ? null : el("p", { class: "quoted diff" }, origin.pieces.flatMap((one, n) => [n ? " " : null, parts[one.op](one)])),
  ];
}
