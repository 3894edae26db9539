// The tables of a leaderboard: sorted by a click on a head; and the systems one by one, which an address opens.

for (const table of document.querySelectorAll("table.standings")) {
  const [body] = table.tBodies;
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, at) => {
    const arrow = el("span", { "aria-hidden": "true" });
    const sort = () => {
      const falls = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") !== "descending" : Boolean(head.dataset.falls);
      for (const other of heads) { other.removeAttribute("aria-sort"); other.querySelector("[aria-hidden]").textContent = ""; }
      head.setAttribute("aria-sort", falls ? "descending" : "ascending");
      arrow.textContent = falls ? " ↓" : " ↑";
      body.append(...sorted(rows, at, falls));
    };
    const made = button({ onclick: sort, title: head.title || null }, [...head.childNodes], arrow);
    head.removeAttribute("title");
    head.replaceChildren(made);
  });
}

/** Rows by a column's numbers, or by its words; a cell without a number is last both ways. */
function sorted(rows, at, falls) {
  const turn = falls ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [one, other].map((row) => row.cells[at].dataset.value ?? null);
    if (a === null || b === null) return (a === null) - (b === null);
    return turn * (at ? Number(a) - Number(b) : collator.compare(a, b)) || rows.indexOf(one) - rows.indexOf(other);
  });
}

/** Opens the part of a system that the address names: #of=3. */
function openSystem() {
  const named = new URLSearchParams(location.hash.slice(1)).get("of");
  const part = /^\d+$/.test(named || "") && document.getElementById(`of-${named}`);
  if (!part) return;
  part.open = true;
  part.querySelector("summary").focus({ preventScroll: true });
  part.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
}

/** A worst claim's address names the claim alone; in which article of this page it stands, the index knows. */
for (const link of document.querySelectorAll("a[data-worst]")) {
  const n = INDEX.worst[link.dataset.worst];
  if (n === undefined) link.removeAttribute("href"); // the page holds not all articles
  else link.href = `#a=${n}&c=${link.dataset.worst}`;
}

if (INDEX.notice) document.querySelector("#list .tools").before(el("p", { class: "notice" }, INDEX.notice));

addEventListener("hashchange", openSystem);
openSystem();
