// The claims page: search, filters, order, deep links, citations. Without this script the page is a plain table of all rows.
// The state stands in the address behind "#", the one part that a page opened as a file may change: a row's identifier, or q=…&topic=….
(function () {
  "use strict";
  const table = document.getElementById("claims");
  const form = document.getElementById("claims-form");
  const hits = document.getElementById("claims-hits");
  const more = document.getElementById("claims-more");
  if (!table || !form || !hits || !more) return;

  const STEP = 50; // rows drawn at once: a phone lays out some hundred cells in a blink, ten thousand not
  const count = new Intl.NumberFormat("en");
  const fields = ["q", "topic", "side", "kind", "year"];
  const order = { by: "id", down: false };
  let limit = STEP;
  let found = [];

  // The same for what is written and what is searched: no case, no accents, no commas in numbers.
  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/(\d),(?=\d{3})/g, "$1");
  }

  function read(row, place, body) {
    const [, figure, what, who, day, where] = [...row.cells].map((cell) => cell.textContent);
    const number = row.querySelector("b");
    const value = number && number.textContent.match(/[\d,]+/);
    return {
      row,
      id: place,
      value: value ? Number(value[0].replace(/,/g, "")) : null,
      what,
      who,
      day: /^\d/.test(day) ? day : null,
      where,
      topic: body.dataset.topic,
      side: row.dataset.side,
      kind: /^\d+-\d+-\d\d$/.test(row.id) ? "roundup" : "other",
      year: day.slice(0, 4),
      text: plain([row.id, figure, what, who, day, where].join(" ")),
    };
  }

  const bodies = [...table.tBodies];
  const records = bodies.flatMap((body) => [...body.rows].filter((row) => row.id).map((row) => [row, body])).map(([row, body], place) => read(row, place, body));
  const byId = new Map(records.map((record) => [record.row.id, record]));
  const shown = document.createElement("tbody");
  bodies.forEach((body) => body.remove());
  table.append(shown);

  // On a phone the rows are cards: the roles keep them a table for whoever hears it.
  function prepare(row) {
    if (row.hasAttribute("role")) return row;
    row.setAttribute("role", "row");
    [...row.cells].forEach((cell, index) => cell.setAttribute("role", index ? "cell" : "rowheader"));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "claims-cite";
    button.textContent = "Cite";
    button.setAttribute("aria-label", "Cite " + row.id);
    row.cells[0].append(" ", button);
    return row;
  }

  function draw() {
    shown.replaceChildren(...found.slice(0, limit).map((record) => prepare(record.row)));
    hits.textContent = found.length === records.length ? count.format(found.length) + " rows" : count.format(found.length) + " of " + count.format(records.length) + " rows";
    if (!found.length) hits.textContent += ". Fewer words or another filter may help";
    more.hidden = found.length <= limit;
    more.firstElementChild.textContent = "Show more rows (" + count.format(Math.max(0, found.length - limit)) + " left)";
  }

  function compare(a, b) {
    const [x, y] = [a[order.by], b[order.by]];
    if (x === y) return a.id - b.id;
    if (x === null || y === null) return x === null ? 1 : -1; // what is not given stays last in either direction
    const less = typeof x === "number" ? x - y : x.localeCompare(y, "en");
    return (order.down ? -less : less) || a.id - b.id;
  }

  function search() {
    const wanted = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
    const words = plain(wanted.q).split(/\s+/).filter(Boolean);
    found = records.filter(
      (record) =>
        ["topic", "side", "kind", "year"].every((name) => !wanted[name] || record[name] === wanted[name]) &&
        words.every((word) => record.text.includes(word))
    );
    if (order.by !== "id" || order.down) found.sort(compare);
    limit = STEP;
    draw();
  }

  function remember() {
    const state = new URLSearchParams(fields.map((name) => [name, form.elements[name].value.trim()]).filter(([, value]) => value));
    if (order.by !== "id" || order.down) state.set("sort", (order.down ? "-" : "") + order.by);
    const text = state.toString();
    try {
      history.replaceState(null, "", location.href.split("#")[0] + (text ? "#" + text : ""));
    } catch {
      // Safari refuses more than a hundred in half a minute; the search itself goes on.
    }
  }

  function sortBy(by, down) {
    order.by = by;
    order.down = down;
    for (const head of table.tHead.rows[0].cells) {
      const used = head.dataset.sort === by && (by !== "id" || down);
      if (used) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  function restore(state) {
    for (const name of fields) form.elements[name].value = state.get(name) || "";
    const sort = state.get("sort") || "id";
    const by = sort.replace(/^-/, "");
    const known = [...table.tHead.rows[0].cells].some((head) => head.dataset.sort === by);
    sortBy(known ? by : "id", known && sort.startsWith("-"));
    search();
  }

  function show(record) {
    if (!found.includes(record)) restore(new URLSearchParams());
    const place = found.indexOf(record);
    if (place >= limit) {
      limit = place + STEP;
      draw();
    }
    for (const marked of shown.querySelectorAll("[aria-current]")) marked.removeAttribute("aria-current");
    record.row.setAttribute("aria-current", "true");
    record.row.scrollIntoView({ block: "center" });
    record.row.querySelector("th a").focus({ preventScroll: true });
  }

  function follow() {
    let target = location.hash.slice(1);
    try {
      target = decodeURIComponent(target);
    } catch {
      // An address that somebody broke: taken as it is.
    }
    if (byId.has(target)) show(byId.get(target));
    else restore(new URLSearchParams(target.includes("=") ? location.hash.slice(1) : ""));
  }

  // Citations -----------------------------------------------------------------------------------------------------------------

  const dialog = document.createElement("dialog");
  dialog.className = "claims-dialog";
  dialog.setAttribute("aria-labelledby", "claims-dialog-title");
  dialog.innerHTML =
    '<h2 id="claims-dialog-title"></h2><div class="claims-citation" tabindex="0"></div><p class="claims-actions">' +
    '<button type="button" value="citation">Copy citation</button> <button type="button" value="link">Copy link</button> ' +
    '<button type="button" value="close">Close</button></p><p role="status"></p>';
  table.after(dialog);
  const [title, citation, said] = ["h2", ".claims-citation", "[role=status]"].map((selector) => dialog.querySelector(selector));
  let citations = null;

  function loaded() {
    citations =
      citations ||
      new Promise((resolve, reject) => {
        const script = document.createElement("script");
        window.roundupsCitations = resolve;
        script.src = table.dataset.citations;
        script.onerror = () => {
          citations = null;
          reject(new Error("not loaded"));
        };
        document.body.append(script);
      });
    return citations;
  }

  function cite(id) {
    title.textContent = "How to cite " + id;
    said.textContent = "";
    citation.textContent = "Loading the citations";
    dialog.dataset.row = id;
    dialog.showModal();
    loaded().then(
      (all) => citation.replaceChildren(...all.rows[id].map((name) => Object.assign(document.createElement("p"), { textContent: all.texts[name] }))),
      () => (citation.textContent = "The citations could not be loaded. In the project's folder: roundups cite " + id)
    );
  }

  function copy(text) {
    const done = () => (said.textContent = "Copied");
    const byHand = () => {
      const area = Object.assign(document.createElement("textarea"), { value: text });
      dialog.append(area);
      area.select();
      said.textContent = document.execCommand("copy") ? "Copied" : "Select the text and copy it with the keyboard";
      area.remove();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, byHand);
    else byHand();
  }

  dialog.addEventListener("click", (event) => {
    const what = event.target.value;
    if (event.target === dialog || what === "close") dialog.close();
    else if (what === "citation") copy([...citation.children].map((p) => p.textContent).join("\n"));
    else if (what === "link") copy(location.href.split("#")[0] + "#" + dialog.dataset.row);
  });

  // Events --------------------------------------------------------------------------------------------------------------------

  for (const year of [...new Set(records.map((record) => record.year).filter((year) => /^\d{4}$/.test(year)))].sort()) form.elements.year.add(new Option(year, year));
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      sortBy(head.dataset.sort, order.by === head.dataset.sort && !order.down);
      search();
      remember();
    });
  }
  form.addEventListener("input", () => {
    search();
    remember();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    restore(new URLSearchParams());
    remember();
    form.elements.q.focus();
  });
  more.addEventListener("click", () => {
    const first = limit;
    limit += STEP;
    draw();
    found[first].row.querySelector("th a").focus();
  });
  table.addEventListener("click", (event) => {
    if (event.target.classList.contains("claims-cite")) cite(event.target.closest("tr").id);
  });
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => {
    limit = found.length;
    draw();
  });
  table.setAttribute("role", "table");
  form.hidden = false;
  follow();
})();
