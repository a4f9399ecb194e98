// Search, and the choice between dark and light. Without this script every page is complete; its buttons are hidden then.
// Also from file://, where a page may load scripts and nothing else: the index is a script that sets `reportSections`.
"use strict";

const root = document.documentElement;
const remembered = {
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* storage is switched off: the choice lasts for this page */ } },
};

// Dark and light ------------------------------------------------------------------------------------------------------------

const toggle = document.querySelector("[data-theme-toggle]");
const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

function showTheme() {
  toggle.setAttribute("aria-pressed", String(isDark()));
}

toggle.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  remembered.set("theme", root.dataset.theme);
  showTheme();
});
system.addEventListener("change", showTheme);
showTheme();
toggle.hidden = false;

// Search --------------------------------------------------------------------------------------------------------------------

const dialog = document.getElementById("search");
const field = document.getElementById("search-words");
const list = document.getElementById("search-hits");
const count = document.getElementById("search-count");
const opener = document.querySelector("[data-opens=search]");
const SHOWN = 30;

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
// A word counts from its start: "refin" finds refinery, "842" does not find 20,842.
const starting = (word) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}`, "u");

function load() {
  if (window.reportSections) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "assets/search.js";
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

function find(query) {
  const words = plain(query).split(/\s+/).filter(Boolean).map(starting);
  const hits = [];
  for (const [page, title, sections] of window.reportSections) {
    for (const [id, heading, text] of sections) {
      const fields = [[plain(heading), 20], [plain(title), id ? 3 : 20], [plain(text), 1]];
      const scores = words.map((word) => Math.max(...fields.map(([where, weight]) => (word.test(where) ? weight : 0))));
      if (words.length && scores.every(Boolean)) {
        const score = scores.reduce((sum, one) => sum + one, 0);
        hits.push({ score, href: page + (id ? "#" + id : ""), title, heading, text });
      }
    }
  }
  return { words, hits: hits.sort((a, b) => b.score - a.score) };
}

// The words around the first hit, with every hit marked; text only, never markup.
function excerpt(text, words) {
  const folded = plain(text);
  const first = Math.min(...words.map((word) => folded.search(word)).filter((at) => at >= 0), Infinity);
  const start = first === Infinity || folded.length !== text.length ? 0 : Math.max(0, text.lastIndexOf(" ", Math.max(0, first - 50)) + 1);
  const piece = text.slice(start, start + 150);
  const out = document.createElement("p");
  out.append(start ? "… " : "");
  let rest = piece;
  while (rest) {
    const at = Math.min(...words.map((word) => plain(rest).search(word)).filter((place) => place >= 0), Infinity);
    if (at === Infinity || plain(rest).length !== rest.length) break;
    const length = Math.max(...words.map((word) => word.exec(plain(rest))).filter((hit) => hit && hit.index === at).map((hit) => hit[0].length));
    const mark = document.createElement("mark");
    mark.textContent = rest.slice(at, at + length);
    out.append(rest.slice(0, at), mark);
    rest = rest.slice(at + length);
  }
  out.append(rest, start + 150 < text.length ? " …" : "");
  return out;
}

function show() {
  const query = field.value.trim();
  list.replaceChildren();
  if (!query) { count.textContent = ""; return; }
  const { words, hits } = find(query);
  count.textContent = hits.length === 1 ? "1 section" : `${hits.length} sections` + (hits.length > SHOWN ? `, the first ${SHOWN} shown` : "");
  for (const hit of hits.slice(0, SHOWN)) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = hit.href;
    link.textContent = hit.heading ? `${hit.title}: ${hit.heading}` : hit.title;
    item.append(link);
    if (hit.text) item.append(excerpt(hit.text, words));
    list.append(item);
  }
}

function open() {
  if (dialog.open) return;
  dialog.showModal();
  field.select();
  load().then(show, () => { count.textContent = "The index of the search cannot be read."; });
}

// Up and down go through the hits, as in every search box. Escape closes at once: in a filled field it would only empty it.
function move(event) {
  if (event.key === "Escape") dialog.close();
  const links = [...list.querySelectorAll("a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !links.length) return;
  event.preventDefault();
  const at = links.indexOf(document.activeElement) + step;
  (at < 0 ? field : links[Math.min(at, links.length - 1)]).focus();
}

field.addEventListener("input", show);
dialog.addEventListener("keydown", move);
dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  list.querySelector("a")?.click();
});
// A hit on this very page only moves it, so the dialog is closed by hand; a click beside the box closes it too.
dialog.addEventListener("click", (event) => { if (event.target.closest("a, [data-closes]") || event.target === dialog) dialog.close(); });
opener.addEventListener("click", open);
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  open();
});
opener.hidden = false;
