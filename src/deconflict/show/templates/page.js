"use strict";
// A click on a cell opens the texts that tell of the attribute side by side, with their evidence marked. Links do the same work without this script.
(() => {
  const dialog = document.getElementById("compare");
  const sides = dialog.querySelector(".sides");
  if (!dialog.showModal) return;

  const side = (report, row) => {
    const article = document.getElementById("r-" + report);
    const text = article.querySelector(".text").cloneNode(true);
    text.removeAttribute("data-text");
    text.querySelectorAll("[id]").forEach((node) => node.removeAttribute("id"));
    const box = document.createElement("div");
    box.className = "side";
    box.tabIndex = 0;
    const title = document.createElement("h3");
    title.textContent = article.getAttribute("aria-label");
    box.append(title, text);
    text.querySelectorAll("mark").forEach((mark) => mark.classList.toggle("on", mark.dataset.rows.split(" ").includes(row)));
    return box;
  };

  const reportsFor = (cell) => {
    const cells = [...cell.closest("tr").querySelectorAll("a.cell")];
    const shown = (other) => other.textContent.trim();
    const others = cells.filter((other) => other !== cell).sort((a, b) => (shown(a) === shown(cell)) - (shown(b) === shown(cell)));
    return [cell, ...others.slice(0, 1)].map((other) => other.dataset.report);
  };

  document.addEventListener("click", (event) => {
    const cell = event.target.closest("a.cell");
    if (!cell || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const heading = cell.closest("tr").querySelector("th");
    document.getElementById("compare-title").textContent = heading.firstChild.textContent.trim() + ": " + heading.querySelector(".badge").textContent.trim();
    sides.replaceChildren(...reportsFor(cell).map((report) => side(report, cell.dataset.row)));
    dialog.showModal();
    sides.querySelectorAll(".side").forEach((box) => {
      const first = box.querySelector("mark.on");
      if (first) box.scrollTop = first.offsetTop - box.offsetTop - box.clientHeight / 3;
    });
  });
  document.getElementById("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
})();
