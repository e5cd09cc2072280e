"use strict";
// Sorts and searches the table of students. Without it the table is complete, in its first order.
(() => {
  const table = document.getElementById("table");
  if (!table) return;
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const find = document.getElementById("find");
  const shown = document.getElementById("shown");

  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const sought = heads.flatMap((head, column) => ("find" in head.dataset ? [column] : []));
  const texts = rows.map((row) => plain(sought.map((column) => row.cells[column].textContent).join("\n")));

  function search() {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, place) => {
      row.hidden = !words.every((word) => texts[place].includes(word));
      count += row.hidden ? 0 : 1;
    });
    const sentence = count ? shown.dataset.some : shown.dataset.none;
    shown.textContent = sentence.replace("{shown}", count).replace("{all}", rows.length);
  }

  const collator = new Intl.Collator(undefined, { numeric: true });
  const number = (cell) => parseFloat(cell.dataset.share ?? cell.textContent.replaceAll(",", ""));

  // What has no number, or no text, comes last in either direction.
  function order(column, sign) {
    const asNumber = "number" in heads[column].dataset;
    const key = (row) => (asNumber ? number(row.cells[column]) : row.cells[column].textContent.trim());
    const empty = (value) => (asNumber ? Number.isNaN(value) : value === "");
    const compare = (a, b) => (asNumber ? a - b : collator.compare(a, b));
    return rows
      .map((row) => [key(row), row])
      .sort(([a], [b]) => empty(a) - empty(b) || (empty(a) ? 0 : sign * compare(a, b)))
      .map(([, row]) => row);
  }

  const next = { none: "ascending", ascending: "descending", descending: "none" };

  function sort(column) {
    const state = next[heads[column].getAttribute("aria-sort") ?? "none"];
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    if (state !== "none") heads[column].setAttribute("aria-sort", state);
    const sign = state === "ascending" ? 1 : -1;
    table.tBodies[0].replaceChildren(...(state === "none" ? rows : order(column, sign)));
  }

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
  });
  find.addEventListener("input", search);
  document.getElementById("tools").hidden = false;
  search();
})();
