// A card of several sets shows one at a time; the address names it: #set=2. On paper, and without this script, all are shown.

const sets = [...document.querySelectorAll("section.set")];

function showSet() {
  const named = new URLSearchParams(location.hash.slice(1)).get("set");
  const at = sets[Number(named)] ? Number(named) : 0;
  sets.forEach((one, n) => one.classList.toggle("other", n !== at));
  document.getElementById("of").value = at;
}

const choice = document.getElementById("choice");
if (choice) {
  const choose = (event) => { location.hash = `set=${event.target.value}`; say(`${sets[event.target.value].dataset.name} is shown`); };
  choice.append(el("label", { for: "of" }, "Set"), " ",
    el("select", { id: "of", onchange: choose }, sets.map((one, n) => el("option", { value: n }, shown(one.dataset.name)))));
  choice.hidden = false;
  addEventListener("hashchange", showSet);
  showSet();
}
