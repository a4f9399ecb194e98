// Charts: the claim at a mark, by pointer, finger or keyboard, and the marks of one claimant. Without this script the picture and the list
// below it are complete; all that is shown at a mark is read from that list.
(function () {
  "use strict";
  const phone = matchMedia("(max-width: 40rem)"); // the width at which the page shows the narrow drawing
  const REACH = matchMedia("(pointer: coarse)").matches ? 24 : 14; // pixels from a mark's box within which it is meant
  const HERE = 3; // pixels within which marks lie on each other
  const SVG = "http://www.w3.org/2000/svg";

  function made(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function drawn(tag, attributes, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  const rectangle = ([x, y, width, height], fill) => drawn("rect", { x, y, width, height, fill });
  const box = (text) => text.split(" ").map(Number);

  function begin(tools) {
    const figure = document.getElementById(tools.dataset.figure);
    const place = figure && figure.querySelector(".chart-marks");
    if (!place) return;
    const marks = [...tools.querySelectorAll("li")].map((item) => ({
      item,
      who: item.querySelector("b").textContent,
      wide: box(item.dataset.at),
      narrow: box(item.dataset.narrow),
    }));
    const card = made("div", { className: "chart-card", hidden: true });
    card.setAttribute("role", "group");
    card.setAttribute("aria-label", "Claim at the mark");
    const keys = made("div", { className: "chart-keys" });
    keys.setAttribute("role", "group");
    keys.setAttribute("aria-label", "Marks of the chart. The arrow keys go from mark to mark, Enter goes to the links of a claim, Escape closes it");
    let shown = marks; // those of the claimant chosen
    let here = []; // the marks that lie where the card points
    let at = 0; // the mark of the one tab stop, by its place in `shown`
    let pinned = false;
    let leaving = 0;
    let stepping = false; // a focus that the script moves opens nothing

    const boxOf = (mark) => (phone.matches ? mark.narrow : mark.wide);

    // Keyboard: one tab stop for all marks. Each step focuses a new button, for screen readers tell a new focus and not a new label.

    function button(index) {
      const mark = shown[index];
      const words = mark.item.textContent.replace(/\s+/g, " ").trim();
      const [left, top, width, height] = boxOf(mark).map((number) => number / 10 + "%");
      const found = made("button", { type: "button", className: "chart-mark" });
      found.setAttribute("aria-label", `Mark ${index + 1} of ${shown.length}: ${words}`);
      Object.assign(found.style, { left, top, width, height });
      return found;
    }

    // Quiet: the focus stays on the marks if it was there, and no card opens.
    function step(index, quiet) {
      const old = keys.firstElementChild;
      at = index;
      const next = button(at);
      keys.append(next);
      stepping = quiet;
      if (!quiet || old === document.activeElement) next.focus();
      stepping = false;
      if (old) old.remove();
    }

    // The card ------------------------------------------------------------------------------------------------------------------

    function open(mark, among) {
      clearTimeout(leaving);
      here = among;
      const parts = [...mark.item.cloneNode(true).childNodes];
      if (among.length > 1) {
        const count = `${among.indexOf(mark) + 1} of ${among.length} at this place; `;
        parts.push(made("small", { className: "chart-count" }, count + (document.activeElement === keys.firstElementChild ? "the arrow keys go on" : "press the mark for the next")));
      }
      card.replaceChildren(...parts);
      card.hidden = false;
      keys.classList.add("open");
      if (shown[at] !== mark) step(shown.indexOf(mark), true);
      put(boxOf(mark));
    }

    // Beside the mark, above or below it, where the window has more room; never wider than the picture.
    function put([left, top, width, height]) {
      const room = place.getBoundingClientRect();
      const middle = ((left + width / 2) / 1000) * room.width;
      const upper = (top / 1000) * room.height;
      const lower = ((top + height) / 1000) * room.height;
      const below = innerHeight - (room.top + lower) >= room.top + upper;
      card.style.left = Math.max(0, Math.min(middle - card.offsetWidth / 2, room.width - card.offsetWidth)) + "px";
      card.style.top = (below ? lower + 8 : upper - 8 - card.offsetHeight) + "px";
    }

    function close() {
      clearTimeout(leaving);
      pinned = false;
      card.hidden = true;
      keys.classList.remove("open");
    }

    // Pointer ---------------------------------------------------------------------------------------------------------------------

    // All marks near the pointer that lie on each other, the nearest first.
    function near(event) {
      const room = place.getBoundingClientRect();
      const [x, y] = [event.clientX - room.left, event.clientY - room.top];
      const found = shown.map((mark) => {
        const [left, top, width, height] = boxOf(mark);
        const across = Math.max((left / 1000) * room.width - x, 0, x - ((left + width) / 1000) * room.width);
        const up = Math.max((top / 1000) * room.height - y, 0, y - ((top + height) / 1000) * room.height);
        return { mark, far: Math.hypot(across, up) };
      });
      const nearest = Math.min(...found.map((one) => one.far));
      return nearest > REACH ? [] : found.filter((one) => one.far <= nearest + HERE).map((one) => one.mark);
    }

    place.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || pinned || event.buttons) return;
      if (card.contains(event.target)) return clearTimeout(leaving);
      const among = near(event);
      if (among.length && (card.hidden || among[0] !== here[0] || among.length !== here.length)) open(among[0], among);
      else if (among.length) clearTimeout(leaving);
      else leave();
    });
    place.addEventListener("pointerleave", () => {
      if (!pinned && !keys.contains(document.activeElement)) leave();
    });

    // Not at once: the pointer may be on its way to the card.
    function leave() {
      clearTimeout(leaving);
      leaving = setTimeout(close, 400);
    }

    place.addEventListener("click", (event) => {
      if (card.contains(event.target)) return;
      if (keys.contains(event.target)) return enter(); // by Enter, or by a screen reader: the pointer does not see the button
      const among = near(event);
      if (!among.length) return close();
      const same = pinned && among.length === here.length && among.every((mark) => here.includes(mark));
      open(same ? among[(among.indexOf(shown[at]) + 1) % among.length] : among[0], among);
      pinned = true;
    });
    document.addEventListener("pointerdown", (event) => {
      if (pinned && !place.contains(event.target)) close();
    });

    function enter() {
      open(shown[at], [shown[at]]);
      card.querySelector("a").focus();
    }

    keys.addEventListener("focusin", (event) => {
      if (!stepping && event.target.matches(":focus-visible")) open(shown[at], shown.filter((mark) => String(boxOf(mark)) === String(boxOf(shown[at]))));
    });
    place.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !place.contains(event.relatedTarget)) close();
    });
    keys.addEventListener("keydown", (event) => {
      const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
      if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      step(Math.max(0, Math.min(next, shown.length - 1)), false);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || card.hidden) return;
      const inside = card.contains(document.activeElement);
      close();
      if (inside) {
        keys.firstElementChild.focus();
        close();
      }
    });

    // One claimant ----------------------------------------------------------------------------------------------------------------

    // A veil over the panels with a hole at each mark that is meant.
    const veil = drawn("svg", { viewBox: "0 0 1000 1000", preserveAspectRatio: "none", class: "chart-veil", "aria-hidden": "true" });

    function draw() {
      veil.replaceChildren();
      if (shown !== marks) {
        const panels = (phone.matches ? tools.dataset.panelsNarrow : tools.dataset.panels).split(",").map(box);
        const name = tools.dataset.figure + "-veil";
        const mask = drawn("mask", { id: name }, ...panels.map((one) => rectangle(one, "white")), ...shown.map((mark) => rectangle(boxOf(mark), "black")));
        const sheet = rectangle([0, 0, 1000, 1000], "currentColor");
        sheet.setAttribute("mask", `url(#${name})`);
        veil.append(mask, sheet);
      }
      step(Math.min(at, shown.length - 1), true);
    }

    function choose(who) {
      close();
      shown = who ? marks.filter((mark) => mark.who === who) : marks;
      at = 0;
      for (const mark of marks) mark.item.hidden = !shown.includes(mark);
      draw();
    }

    const counts = new Map();
    for (const mark of marks) counts.set(mark.who, (counts.get(mark.who) || 0) + 1);
    if (counts.size > 1) {
      const names = [...counts.keys()].sort((a, b) => a.localeCompare(b, "en"));
      const select = made("select", {}, new Option("all", ""), ...names.map((who) => new Option(`${who} (${counts.get(who)})`, who)));
      select.addEventListener("change", () => choose(select.value));
      tools.append(made("label", { className: "chart-pick" }, "Claimant ", select));
    }

    place.append(veil, keys, card);
    phone.addEventListener("change", () => {
      close();
      draw();
    });
    draw();
  }

  document.querySelectorAll(".chart-claims").forEach(begin);
})();
