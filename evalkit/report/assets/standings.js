// The systems of a leaderboard one by one, which an address opens, and the ways from their worst claims to the articles.

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
