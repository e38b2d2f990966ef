// Sorts and filters the rows; without it the page shows them all as they are.
"use strict";
(() => {
  const STEP = 200;
  const body = document.querySelector("#rows tbody");
  const heads = [...document.querySelectorAll("#rows thead th")];
  const kind = document.getElementById("kind");
  const name = document.getElementById("name");
  const more = document.getElementById("more");
  const all = [...body.rows].map((row) => ({
    row,
    kinds: (row.dataset.kinds ?? "").split(" "),
    image: row.cells[1].textContent.toLowerCase(),
    number: row.rowIndex,
  }));
  let order = all;
  let limit = STEP;

  /** Puts the row's small picture in the place of the link to it. */
  function withPicture(row) {
    const link = row.querySelector("a.neck");
    if (link && !link.querySelector("img")) {
      const picture = document.createElement("img");
      picture.loading = "lazy";
      picture.decoding = "async";
      picture.alt = `Neck of row ${row.cells[0].textContent}`;
      picture.src = link.getAttribute("href");
      link.replaceChildren(picture);
    }
    return row;
  }

  function show() {
    const wanted = name.value.trim().toLowerCase();
    const fitting = order.filter((one) => (kind.value === "" || one.kinds.includes(kind.value)) && one.image.includes(wanted));
    body.replaceChildren(...fitting.slice(0, limit).map((one) => withPicture(one.row)));
    document.getElementById("shown").textContent =
      `${Math.min(limit, fitting.length)} of ${fitting.length} fitting rows, ${all.length} in all`;
    more.hidden = fitting.length <= limit;
  }

  function value(row, column, numeric) {
    // A refused row has one wide cell in the place of its figures.
    const text = column < row.cells.length && row.cells[column].colSpan === 1 ? row.cells[column].textContent : "";
    return numeric ? (text === "" ? NaN : Number(text)) : text;
  }

  function sort(column) {
    const head = heads[column];
    const down = head.getAttribute("aria-sort") === "ascending";
    const numeric = head.classList.contains("number");
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const keyed = all.map((one) => ({ one, key: value(one.row, column, numeric) }));
    const empty = (key) => key === "" || Number.isNaN(key);
    keyed.sort((a, b) => {
      // What has no value stands last either way.
      if (empty(a.key) || empty(b.key)) return empty(a.key) - empty(b.key) || a.one.number - b.one.number;
      const by = numeric ? a.key - b.key : a.key.localeCompare(b.key);
      return (down ? -by : by) || a.one.number - b.one.number;
    });
    order = keyed.map((pair) => pair.one);
    limit = STEP;
    show();
  }

  heads.forEach((head, column) => {
    // There is no order of pictures.
    if (head.classList.contains("picture")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
  });
  for (const input of [kind, name]) {
    input.addEventListener("input", () => {
      limit = STEP;
      show();
    });
  }
  more.addEventListener("click", () => {
    limit += STEP;
    show();
  });
  document.getElementById("filter").hidden = false;
  show();
})();
