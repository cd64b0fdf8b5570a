"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Sorting: the head of a column is a button; what adds the rows up stays below them.
  const sorted = (table, column, down) => {
    const body = table.tBodies[0];
    const value = (row) => {
      const cell = row.cells[column];
      return "value" in cell.dataset ? Number(cell.dataset.value) : cell.textContent.trim();
    };
    const order = (a, b) => (typeof a === "number" && typeof b === "number"
      ? a - b : String(a).localeCompare(String(b), "en", { numeric: true }));
    const rows = [...body.rows].sort((a, b) => order(value(a), value(b)) * (down ? -1 : 1));
    body.append(...rows);
  };
  for (const table of all("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (!head.textContent.trim()) return;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      const printed = document.createElement("span"); // buttons are not printed again on the next page
      printed.className = "printed";
      printed.textContent = head.textContent;
      head.replaceChildren(button, printed);
      button.addEventListener("click", () => {
        const first = head.classList.contains("figure") ? "descending" : "ascending";
        const other = first === "ascending" ? "descending" : "ascending";
        const next = head.getAttribute("aria-sort") === first ? other : first;
        heads.forEach((one) => one.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", next);
        sorted(table, column, next === "descending");
      });
    });
  }

  // What does not scroll needs no stop on the way of the Tab key.
  const stops = () => {
    for (const one of all(".wide, .drawing")) one.tabIndex = one.scrollWidth > one.clientWidth ? 0 : -1;
  };
  stops();
  addEventListener("resize", stops);

  // Choosing a partner: its ties stand out everywhere, and a card tells of it.
  const choosers = all("[data-partner]");
  let chosen = null;
  const choose = (partner) => {
    chosen = partner === chosen ? null : partner;
    document.body.classList.toggle("chosen", chosen !== null);
    for (const one of all("[data-firms]")) {
      one.classList.toggle("on", chosen !== null && one.dataset.firms.split(" ").includes(chosen));
    }
    // Whoever has a tie with the chosen one stays visible too.
    const near = new Set(all(".tie.on").flatMap((tie) => tie.dataset.firms.split(" ")));
    for (const one of all(".partner")) one.classList.toggle("on", near.has(one.dataset.partner) || one.dataset.partner === chosen);
    for (const one of choosers) one.setAttribute("aria-pressed", String(one.dataset.partner === chosen));
    for (const card of all("[data-card]")) card.hidden = card.dataset.card !== chosen;
    stops();
  };
  for (const one of choosers) {
    one.addEventListener("click", () => choose(one.dataset.partner));
    if (one.tagName !== "BUTTON") {
      one.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose(one.dataset.partner);
      });
    }
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    tip.hidden = true;
    if (chosen !== null) choose(chosen);
  });

  // What a piece of a drawing stands for, on hover and on focus.
  const tip = document.getElementById("tip");
  const show = (piece, x, y) => {
    tip.textContent = piece.dataset.tip;
    tip.hidden = false;
    const place = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - place.width - 4))}px`;
    tip.style.top = `${y + place.height + 24 > innerHeight ? y - place.height - 10 : y + 18}px`;
  };
  for (const piece of all("[data-tip]")) {
    piece.addEventListener("pointermove", (event) => show(piece, event.clientX, event.clientY));
    piece.addEventListener("pointerleave", () => { tip.hidden = true; });
    piece.addEventListener("focus", () => {
      const place = piece.getBoundingClientRect();
      show(piece, place.left, place.bottom);
    });
    piece.addEventListener("blur", () => { tip.hidden = true; });
  }
})();
