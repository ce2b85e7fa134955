// Scans at the hub: answered on the page, kept on the device while the network is away, sent again in their order.
// A scan has a name (device and number) that it keeps: sent twice it is one scan.
"use strict";
(() => {
  const form = document.querySelector("form[data-scan]");
  const box = document.getElementById("answer");
  if (!form || !box) return;
  const words = box.dataset;
  const who = document.body.dataset.person || "";
  const QUEUE = `douane-queue:${who}`;
  const REFUSED = `douane-refused:${who}`;
  const read = (key) => JSON.parse(localStorage.getItem(key) || "[]");
  const write = (key, list) => localStorage.setItem(key, JSON.stringify(list));

  const device = () => {
    let name = localStorage.getItem("douane-device");
    if (!name) {
      name = `tablet ${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
      localStorage.setItem("douane-device", name);
    }
    return name;
  };
  const next = () => {
    const number = Math.max(Number(localStorage.getItem("douane-number") || 0) + 1, Date.now() * 1000);
    localStorage.setItem("douane-number", String(number));
    return number;
  };

  // One sound for each kind of answer, so that nobody has to look up.
  let audio = null;
  const sound = (kind) => {
    try {
      audio = audio || new AudioContext();
      const tones = { short: [[880, 0, 0.12]], double: [[660, 0, 0.12], [660, 0.2, 0.12]], long: [[220, 0, 0.7]] }[kind] || [];
      for (const [pitch, from, length] of tones) {
        const tone = audio.createOscillator();
        tone.frequency.value = pitch;
        tone.connect(audio.destination);
        tone.start(audio.currentTime + from);
        tone.stop(audio.currentTime + from + length);
      }
    } catch (error) { /* a tablet without sound still shows colour and words */ }
    document.body.dataset.lastSound = kind;
  };

  const show = (colour, kind, big, subject, ...lines) => {
    const lane = document.createElement("div");
    lane.className = `lane ${colour}`;
    const add = (tag, text) => {
      const element = document.createElement(tag);
      element.textContent = text;
      lane.append(element);
    };
    add("b", big);
    add("span", subject);
    lines.filter(Boolean).forEach((line) => add("small", line));
    document.getElementById("server-answer")?.remove();
    box.replaceChildren(lane);
    sound(kind);
  };
  const told = (scan, answer) => {
    if (scan.url === "/hub/sort") {
      const wrong = answer.misrouted && `${document.getElementById("sorter").dataset.wrongLane} ${answer.misrouted}`;
      show(answer.colour, answer.sound, answer.lane, scan.event.subject, answer.because, wrong);
    } else {
      const one = answer[answer.length - 1];
      const again = one.again && words.again;
      if (one.refused) show("red", "long", words.no, one.subject, one.refused, again);
      else if (one.alarm) show("amber", "double", words.look, one.subject, one.alarm, again);
      else show("green", "short", words.good, one.subject, again);
    }
  };

  const states = () => {
    const waiting = document.getElementById("waiting-scans");
    const count = read(QUEUE).length;
    waiting.hidden = count === 0;
    waiting.querySelector("[data-count]").textContent = String(count);
    const refused = document.getElementById("refused-scans");
    const listed = read(REFUSED);
    refused.hidden = listed.length === 0;
    refused.querySelector("ul").replaceChildren(...listed.map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }));
  };
  document.querySelector("#refused-scans button").addEventListener("click", () => { write(REFUSED, []); states(); });

  const send = (scan) => {
    const event = { ...scan.event, sent_at: new Date().toISOString() };
    const token = form.querySelector("[name=csrf]").value;
    return fetch(scan.url, {
      method: "POST", body: JSON.stringify(event), signal: AbortSignal.timeout(10000),
      headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
    });
  };

  // One scan after another, the oldest first. What was not answered stays at the head of the queue.
  let busy = false;
  const pump = async (shown) => {
    if (busy) return;
    busy = true;
    try {
      for (let queue = read(QUEUE); queue.length; queue = read(QUEUE)) {
        const scan = queue[0];
        let answer;
        try {
          answer = await send(scan);
        } catch (error) {
          show("amber", "double", words.kept, scan.event.subject);
          break;
        }
        if (answer.redirected || answer.status === 401 || answer.status === 403) {
          show("red", "long", words.no, scan.event.subject, words.signin);
          break;
        }
        if (answer.status >= 500 || answer.status === 429) break;
        const text = await answer.json();
        write(QUEUE, read(QUEUE).filter((one) => one.event.number !== scan.event.number));
        if (answer.ok) told(scan, text);
        else {
          write(REFUSED, [...read(REFUSED), `${scan.event.subject}: ${text.detail}`]);
          show("red", "long", words.no, scan.event.subject, String(text.detail));
        }
        document.body.dispatchEvent(new Event("scanned"));
      }
    } finally {
      busy = false;
      states();
    }
  };

  form.addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    const given = new FormData(form);
    const field = form.querySelector("[name=subject]");
    const subject = String(given.get("subject") || "").trim();
    if (!subject) return;
    const kind = submitted.submitter?.dataset.kind || form.dataset.scan;
    const event = { device: device(), number: next(), kind, subject, at: new Date().toISOString() };
    for (const name of ["uld", "place", "reason", "in"]) {
      const value = String(given.get(name) || "").trim();
      if (value) event[name] = value;
    }
    write(QUEUE, [...read(QUEUE), { url: kind === "sort" ? "/hub/sort" : "/hub/events", event }]);
    field.value = "";
    field.focus();
    states();
    pump();
  });

  window.addEventListener("online", () => pump());
  setInterval(() => { if (read(QUEUE).length) pump(); }, 3000);
  states();
  if (read(QUEUE).length) pump();
  const first = document.querySelector("main [data-sound]");
  if (first) sound(first.dataset.sound);
})();
