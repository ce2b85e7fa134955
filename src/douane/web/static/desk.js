// What the keyboard and the mouse can do beyond forms. Every page works without it.
"use strict";
(() => {
  const typing = (element) => element && /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  // j and k walk through rows, Enter opens, / goes to the search, n to the next exception.
  const rows = () => [...document.querySelectorAll("tr[data-href]")];
  let at = -1;
  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    if (at >= 0 && all[at]) all[at].classList.remove("at");
    at = Math.max(0, Math.min(all.length - 1, at + step));
    all[at].classList.add("at");
    all[at].scrollIntoView({ block: "nearest" });
    const link = all[at].querySelector("a");
    if (link) link.focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "Enter" && at >= 0 && event.target === document.body) location.href = rows()[at].dataset.href;
    else if (event.key === "/") {
      const search = document.querySelector("input[type=search]");
      if (search) { search.focus(); event.preventDefault(); }
    } else if (event.key === "n") {
      const next = document.querySelector("[data-next]");
      if (next) location.href = next.getAttribute("href");
    }
  });

  // A list is not exchanged under the fingers of the one who walks through it.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const live = event.detail.elt;
    if (live.id === "live" && live.contains(document.activeElement)) event.preventDefault();
  });

  // Files dropped on the page go into its form.
  const drop = document.querySelector(".drop");
  if (drop) {
    const input = drop.querySelector("input[type=file]");
    const over = (on) => (event) => { event.preventDefault(); drop.classList.toggle("over", on); };
    drop.addEventListener("dragover", over(true));
    drop.addEventListener("dragleave", over(false));
    drop.addEventListener("drop", (event) => {
      over(false)(event);
      input.files = event.dataTransfer.files;
      input.form.requestSubmit();
    });
    input.addEventListener("change", () => input.form.requestSubmit());
  }

  // Progress by server-sent events; the page is loaded again when the run has ended.
  const running = document.querySelector("[data-events]");
  if (running && window.EventSource) {
    const source = new EventSource(running.dataset.events);
    source.onmessage = (message) => {
      const told = JSON.parse(message.data);
      const bar = running.querySelector("progress");
      if (bar && told.known) { bar.max = told.known; bar.value = told.done; }
      for (const name of ["done", "known", "accepted", "attention"]) {
        const place = running.querySelector(`[data-${name}]`);
        if (place) place.textContent = told[name].toLocaleString(document.documentElement.lang);
      }
      if (!["waiting", "running"].includes(told.state)) { source.close(); location.reload(); }
    };
  }

  // A document that is shown is printed from where it stands; without scripts its link opens it.
  for (const link of document.querySelectorAll("a[data-print]")) {
    link.addEventListener("click", (event) => {
      const paper = document.querySelector(link.dataset.print);
      if (!paper || !paper.contentWindow) return;
      event.preventDefault();
      paper.contentWindow.focus();
      paper.contentWindow.print();
    });
  }
})();
