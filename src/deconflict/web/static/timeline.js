"use strict";
// Dragging over the timeline chooses days: it fills the filter's two dates, which do the same without a mouse.
(() => {
  const form = document.getElementById("filter");
  let from = null;
  const bar = (event) => {
    const chart = document.querySelector(".timeline");
    const box = chart.getBoundingClientRect(), bars = [...chart.querySelectorAll(".bar")];
    const at = Math.min(Math.max(Math.floor(((event.clientX - box.left) / box.width) * bars.length), 0), bars.length - 1);
    return { at, bars, box, brush: chart.querySelector(".brush") };
  };
  const paint = (first, second) => {
    const [low, high] = [first.at, second.at].sort((a, b) => a - b), width = 100 / first.bars.length;
    first.brush.setAttribute("x", `${low * width}%`);
    first.brush.setAttribute("width", `${(high - low + 1) * width}%`);
    return [first.bars[low].dataset.since, first.bars[high].dataset.until];
  };
  document.addEventListener("pointerdown", (event) => {
    if (event.button || !event.target.closest(".timeline")) return;
    from = bar(event);
    paint(from, from);
    event.preventDefault();
  });
  document.addEventListener("pointermove", (event) => { if (from) paint(from, bar(event)); });
  document.addEventListener("pointerup", (event) => {
    if (!from) return;
    const [since, until] = paint(from, bar(event));
    from = null;
    form.elements.since.value = since;
    form.elements.until.value = until;
    window.htmx.trigger(form, "chosen");
  });
})();
