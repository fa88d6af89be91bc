"use strict";
// Dialogs, keys, notes in the margin and live news. Every link and form here does the same work without this script.
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const dialog = $("#dialog"), body = $("#dialog-body"), news = $("#news");
  const token = $("meta[name=desk-token]").content;
  let opener = null;

  document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-Desk-Token"] = token; });

  // A form's empty fields do not belong in an address.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id !== "filter") return;
    const kept = event.detail.parameters;
    for (const name of Object.keys(kept)) if (kept[name] === "") delete kept[name];
  });

  const open = async (address) => {
    if (!dialog.open) opener = document.activeElement;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    body.innerHTML = await answer.text();
    if (!dialog.open) dialog.showModal();
    if (window.htmx) window.htmx.process(body);
    const first = $("[autofocus], form input:not([type=hidden]), form textarea", body) || $(".close", body);
    if (first) first.focus();
    const marked = $("blockquote.long mark", body);
    if (marked) marked.parentElement.scrollTop = marked.offsetTop - marked.parentElement.offsetTop - 60;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      open(link.href).catch(() => { location.href = link.href; });
    } else if (event.target.closest("[data-close]") || event.target === dialog) {
      dialog.close();
    }
  });
  // A judgement made in a dialog leaves the page where it is, brought up to date.
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("#dialog form[data-judge]");
    if (!form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const answer = await fetch("/judge", { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true", "X-Desk-Token": token } });
    if (answer.status === 204) { dialog.close(); say("Decided.", "/judgements"); refresh({ incidents: [] }); return; }
    $(".preview", form).outerHTML = answer.headers.get("content-type").startsWith("text/html") ? await answer.text() : `<div class="preview"></div>`;
  }, true);

  dialog.addEventListener("close", () => { body.replaceChildren(); if (opener && opener.isConnected) opener.focus(); });

  // Keys.
  const typing = (node) => node.closest && node.closest("input, textarea, select, [contenteditable]");
  let before = "";
  const step = (by) => {
    const stops = $$(".incident h2 a, .duel .acts a:first-child, .cell");
    if (!stops.length) return;
    const at = stops.indexOf(document.activeElement);
    const next = stops[at < 0 ? (by > 0 ? 0 : stops.length - 1) : Math.min(Math.max(at + by, 0), stops.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = dialog.open && $("form[data-judge]", body);
      if (form) form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const last = before;
    before = event.key;
    const tool = $$(`a[data-key="${CSS.escape(event.key)}"]`, dialog.open ? body : document)[0];
    if (tool) { event.preventDefault(); tool.click(); }
    else if (dialog.open) return;
    else if (event.key === "/") { event.preventDefault(); $("#find").focus(); }
    else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (event.key === "h" && last === "g") location.href = "/";
    else if (event.key === "?") location.href = "/keys";
  });

  // Words and their notes in the margin light up together.
  const light = (event, on) => {
    const mark = event.target.closest && event.target.closest("mark[data-notes], .note");
    if (!mark) return;
    const ids = mark.dataset.note ? [mark.dataset.note] : mark.dataset.notes.split(" ");
    $$(".lit").forEach((node) => node.classList.remove("lit"));
    if (!on) return;
    for (const id of ids) {
      const note = document.getElementById(id);
      if (note) note.classList.add("lit");
      $$(`mark[data-notes~="${CSS.escape(id)}"]`).forEach((node) => node.classList.add("lit"));
    }
  };
  for (const [kind, on] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]]) document.addEventListener(kind, (event) => light(event, on));

  // Live: what is shown is brought up to date where nobody is in the middle of something.
  const say = (words, href) => {
    news.replaceChildren(words);
    if (href) { const link = document.createElement("a"); link.href = href; link.textContent = "what changed"; news.append(link); }
    news.hidden = false;
  };
  const refresh = async (told) => {
    const results = $("#results"), live = $("[data-live]");
    if (!live) return;
    const known = new Set($$(".incident").map((node) => node.dataset.id));
    const answer = await fetch(live.dataset.live || location.href, { headers: results ? { "HX-Request": "true", "HX-Target": "results" } : {} });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const selector = results ? "#results" : "#content > [data-live]";
    const fresh = $(selector, page), old = $(selector);
    if (!fresh || !old) return;
    const focused = document.activeElement && document.activeElement.closest("[data-live]") ? document.activeElement.getAttribute("href") : null;
    if (results) {  // The map stays as it is, with new dots.
      $(".list", old).replaceWith($(".list", fresh));
      $(".when", old).replaceWith($(".when", fresh));
    } else old.replaceWith(fresh);
    $$(".incident").forEach((node) => node.classList.toggle("fresh", !known.has(node.dataset.id) || told.incidents.includes(node.dataset.id)));
    if (window.htmx) window.htmx.process($("#content"));
    if (focused) { const again = $(`[href="${CSS.escape(focused)}"]`, $(selector)); if (again) again.focus({ preventScroll: true }); }
    document.dispatchEvent(new CustomEvent("desk:fresh"));
  };
  if (window.EventSource && document.body.dataset.mark && $("[data-live]")) {
    const stream = new EventSource("/events");
    let at = document.body.dataset.mark;
    const changed = (told) => {
      at = told.mark;
      const page = $("[data-incident]");
      if (page && !told.incidents.includes(page.dataset.incident)) return;
      const parts = [];
      if (told.reports > 0) parts.push(`${told.reports} new report${told.reports === 1 ? "" : "s"}`);
      if (told.incidents.length) parts.push(`${told.incidents.length} incident${told.incidents.length === 1 ? "" : "s"} changed`);
      if (told.contested.length) parts.push(`${told.contested.length} newly contested`);
      if (parts.length) say(parts.join(", "), "/changes");
      if (!dialog.open) refresh(told);
    };
    stream.addEventListener("mark", (event) => { if (at !== event.data) changed({ mark: event.data, reports: 0, incidents: [], contested: [] }); });
    stream.addEventListener("changed", (event) => changed(JSON.parse(event.data)));
    addEventListener("pagehide", () => stream.close());
  }
})();
