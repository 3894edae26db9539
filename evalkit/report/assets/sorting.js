// Tables whose heads sort them: those of the class that the page's template gives them.

for (const table of document.querySelectorAll("table.sortable")) {
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
