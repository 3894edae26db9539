// Faithfulness against copying: a point a block, whose click opens its article. Drawn as one path a group, so that thousands cost
// no more than ten; the nearest point is found by its numbers.

const SIZE = { width: 330, height: 220, left: 34, right: 8, top: 8, bottom: 34 };
const SHAPES = [
  (x, y) => `M${x - 3} ${y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0`, // circle
  (x, y) => `M${x - 3} ${y - 3}h6v6h-6z`, // square
  (x, y) => `M${x} ${y - 4}l4 7h-8z`, // triangle
  (x, y) => `M${x} ${y - 4}l4 4l-4 4l-4 -4z`, // diamond
  (x, y) => `M${x - 4} ${y - 1}h3v-3h2v3h3v2h-3v3h-2v-3h-3z`, // cross
  (x, y) => `M${x} ${y + 4}l4 -7h-8z`, // triangle, turned
];
const scatter = { at: 0, points: [], plots: [] };

function makeScatter() {
  const section = document.getElementById("scatter");
  if (!section) return;
  const groups = [...new Set(ENTRIES.flatMap((entry) => entry.blocks.map((one) => nameOf(one.block, one.system))))];
  scatter.points = ENTRIES.flatMap((entry) => entry.blocks.filter((one) => typeof one.faithful === "number" && typeof one.coverage === "number").map((one) => ({ ...one, entry, group: groups.indexOf(nameOf(one.block, one.system)) })))
    .sort((a, b) => a.faithful - b.faithful || a.entry.n - b.entry.n);
  if (!scatter.points.length) return;
  const highest = Math.max(1, ...scatter.points.map((one) => one.density || 0));
  const named = groups.slice(0, SHAPES.length - 1);
  const told = el("p", { class: "told" });
  const step = el("input", { type: "range", min: 0, max: scatter.points.length - 1, value: 0, "aria-label": "Step through the points, the least faithful first", oninput: () => choose(Number(step.value)) });
  scatter.plots = [
    plot("coverage: share of copied words", (one) => one.coverage, [0, 0.5, 1], (value) => value),
    plot("density: words copied in a row", (one) => one.density || 0, ticks(highest), (value) => Math.log1p(value) / Math.log1p(highest)),
  ];
  Object.assign(scatter, { told, step });
  section.append(
    el("p", { class: "muted" }, "A point is a block, the higher the better supported (mean probability of its claims). What is copied looks faithful. A click opens the article."),
    el("div", { class: "plots" }, scatter.plots.map((one) => one.drawing)),
    groups.length > 1 ? el("ul", { class: "key" }, [...named, ...(groups.length > named.length ? [plural(groups.length - named.length, "more group")] : [])].map((name, n) =>
      el("li", {}, svg("svg", { viewBox: "-6 -6 12 12", width: 12, height: 12, "aria-hidden": "true" }, svg("path", { class: `p${n}`, d: SHAPES[n](0, 0) })), " ", shown(name)))) : null,
    el("div", { class: "stepper" }, step, told));
  section.hidden = false;
  choose(0);
}

const ticks = (highest) => [0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10000].filter((one) => one <= highest);

/** One plot: x over 0 to 1 after `scale`, y the mean probability (or share) of support. */
function plot(label, value, marks, scale) {
  const { width, height, left, right, top, bottom } = SIZE;
  const x = (one) => left + scale(value(one)) * (width - left - right);
  const y = (one) => top + (1 - one.faithful) * (height - top - bottom);
  const paths = SHAPES.map(() => []);
  const places = scatter.points.map((one) => {
    const at = [Math.round(10 * x(one)) / 10, Math.round(10 * y(one)) / 10];
    const shape = Math.min(one.group, SHAPES.length - 1);
    paths[shape].push(SHAPES[shape](...at));
    return at;
  });
  const across = (n) => left + scale(n) * (width - left - right);
  const up = (n) => top + (1 - n) * (height - top - bottom);
  const ring = svg("circle", { class: "ring", r: 7 });
  const text = (at, ...words) => svg("text", at, words);
  const drawing = svg("svg", { class: "plot", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${label}, against support, of ${plural(scatter.points.length, "block")}; the points are told one by one below` },
    [0, 0.5, 1].map((n) => [svg("line", { class: "grid", x1: left, x2: width - right, y1: up(n), y2: up(n) }), text({ x: left - 6, y: up(n) + 4, "text-anchor": "end" }, n)]),
    marks.map((n) => [svg("line", { class: "grid", y1: top, y2: height - bottom, x1: across(n), x2: across(n) }), text({ x: across(n), y: height - bottom + 14, "text-anchor": "middle" }, n)]),
    text({ x: (left + width - right) / 2, y: height - 3, "text-anchor": "middle", class: "axis" }, label),
    paths.map((parts, n) => (parts.length ? svg("path", { class: `p${n}${scatter.points.length > 400 ? " many" : ""}`, d: parts.join("") }) : null)), ring);
  const nearest = (event) => {
    const box = drawing.getBoundingClientRect();
    const [px, py] = [((event.clientX - box.left) * width) / box.width, ((event.clientY - box.top) * height) / box.height];
    let [best, found] = [Infinity, 0];
    places.forEach(([ax, ay], n) => { const far = (ax - px) ** 2 + (ay - py) ** 2; if (far < best) [best, found] = [far, n]; });
    return best < 400 ? found : null;
  };
  drawing.addEventListener("pointermove", (event) => { const n = nearest(event); if (n !== null) choose(n); });
  drawing.addEventListener("click", (event) => { const n = nearest(event); if (n !== null) { choose(n); location.href = linkTo(scatter.points[n].entry.n, { s: scatter.points[n].system }); } });
  return { drawing, ring, places };
}

/** Rings a point in both plots and tells it, with a link to its article. */
function choose(n) {
  scatter.step.value = n;
  for (const { ring, places } of scatter.plots) { ring.setAttribute("cx", places[n][0]); ring.setAttribute("cy", places[n][1]); }
  const { entry, block, system, faithful, coverage, density } = scatter.points[n];
  const numbers = `support ${number(faithful)}, coverage ${number(coverage)}, density ${number(density)}`;
  scatter.step.setAttribute("aria-valuetext", `${entry.title}, ${nameOf(block, system)}: ${numbers}`);
  scatter.told.replaceChildren(el("a", { href: linkTo(entry.n, { s: system }) }, shown(shownShort(entry.title))), el("span", { class: "muted" }, " ", shown(nameOf(block, system)), `: ${numbers}`));
}
