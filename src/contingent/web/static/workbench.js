// Live dials: what a form can do without scripts, done while a dial moves. Every number comes from the server.
// milliseconds of rest after which a moved slider is answered, and a field in which somebody types
const WAIT = 120;
const WAIT_TYPING = 600;
const PARTS = ["wb-result", "wb-answer"];

const form = document.getElementById("wb-form");
const status = document.getElementById("wb-status");
let waiting = 0;
let running = null;
let answered = ""; // what the form said when it was last answered

if (form) start();

function start() {
  const copy = document.getElementById("wb-copy");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", copyLink);
  showSliders();
  answered = written();
  form.addEventListener("input", (event) => {
    if (event.target.type === "range") {
      middleOf(event.target).value = plain(valueOf(event.target));
      tell(event.target);
    }
    if (event.target.type === "text") return; // a name is taken when it is finished
    later(event.target.type === "number" ? WAIT_TYPING : WAIT);
  });
  form.addEventListener("change", () => later(WAIT));
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && (button.name === "copy" || button.name === "remove" || button.value === "all")) return;
    event.preventDefault(); // other buttons change values alone: the page stays
    answer(button);
  });
}

function later(rest) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (written() !== answered) answer(null);
  }, rest);
}

function written() { return new URLSearchParams(new FormData(form)).toString(); }

async function answer(button) {
  clearTimeout(waiting);
  if (running) running.abort();
  const mine = new AbortController();
  running = mine;
  const sent = new FormData(form);
  if (button && button.name) sent.set(button.name, button.value);
  document.body.classList.add("wb-waiting");
  try {
    const reply = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(sent), headers: { Accept: "text/html" }, signal: mine.signal,
    });
    const found = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (!reply.ok) throw new Error(sentenceOf(found));
    take(found, sent, reply.url);
  } catch (error) {
    if (error.name === "AbortError") return; // a newer question was asked
    answered = new URLSearchParams(sent).toString(); // the same again would be refused again
    say(error instanceof TypeError ? "The service does not answer. What you see is from before." : error.message, true);
  } finally {
    if (running === mine) {
      running = null;
      document.body.classList.remove("wb-waiting");
    }
  }
}

function take(found, sent, address) {
  for (const id of PARTS) {
    const old = document.getElementById(id);
    const made = found.getElementById(id);
    if (!made) throw new Error("The service answered with another page. Press Recalculate.");
    const open = [...old.querySelectorAll("details")].map((one) => one.open);
    old.replaceChildren(...made.childNodes);
    old.querySelectorAll("details").forEach((one, place) => { if (open[place] !== undefined) one.open = open[place]; });
  }
  const other = found.getElementById("wb-form");
  for (const field of other.elements) {
    const own = field.name && field.type !== "submit" ? form.elements.namedItem(field.name) : null;
    // what was typed meanwhile, or is being typed, stays as it is
    if (!own || own === document.activeElement || (sent.has(own.name) && own.value !== sent.get(own.name))) continue;
    if (field.type === "checkbox") own.checked = field.checked;
    else own.value = field.value;
  }
  for (const made of other.querySelectorAll("[data-dial]")) marks(made);
  document.getElementById("wb-reset").hidden = other.querySelector("#wb-reset").hidden;
  sliders().forEach(place);
  answered = written();
  history.replaceState(null, "", address);
  const here = new URL(address);
  for (const link of document.querySelectorAll("footer a[rel=alternate], link[rel=alternate]")) {
    link.href = link.href.split("?")[0] + here.search;
  }
  say(document.getElementById("wb-sentence").dataset.short, false);
}

// What stands beside a dial (turned, where it started), without touching its fields, so that the focus stays.
function marks(made) {
  const own = form.querySelector(`[data-dial="${CSS.escape(made.dataset.dial)}"]`);
  if (!own || own.querySelector(".wb-was button") === document.activeElement) return;
  for (const name of [".wb-marks", ".wb-was"]) {
    const old = own.querySelector(`:scope > ${name}`);
    const now = made.querySelector(`:scope > ${name}`);
    if (old) old.remove();
    if (now && name === ".wb-marks") own.querySelector(":scope > legend").after(now);
    else if (now) own.querySelector(":scope > details").before(now);
  }
}

function sliders() { return [...form.querySelectorAll(".wb-slider")]; }

function showSliders() {
  for (const slider of sliders()) {
    place(slider);
    slider.hidden = false;
  }
}

function middleOf(slider) {
  return slider.closest("[data-dial]").querySelector('input[name$=".middle"]');
}

// A slider's place for the middle beside it: of a log-normal, equal steps are equal factors.
function place(slider) {
  if (slider !== document.activeElement) {
    const [from, to, log] = ends(slider);
    const value = Number(middleOf(slider).value);
    const share = log ? Math.log(Math.max(value, from) / from) / Math.log(to / from) : (value - from) / (to - from);
    slider.value = String(Math.round(share * Number(slider.max)));
  }
  tell(slider);
}

function valueOf(slider) {
  const [from, to, log] = ends(slider);
  const share = Number(slider.value) / Number(slider.max);
  return log ? from * Math.pow(to / from, share) : from + (to - from) * share;
}

function ends(slider) {
  return [Number(slider.dataset.from), Number(slider.dataset.to), slider.dataset.log !== undefined];
}

function tell(slider) {
  slider.setAttribute("aria-valuetext", `${middleOf(slider).value} ${slider.dataset.unit}`.trim());
}

// Three significant digits without an exponent, as a number field takes them.
function plain(value) {
  if (!Number.isFinite(value) || value === 0) return "0";
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return String(Number(value.toFixed(Math.min(places, 20))));
}

function sentenceOf(page) {
  const said = page.querySelector(".said");
  return said ? said.textContent : "The service refused this without saying why.";
}

function say(text, wrong) {
  status.textContent = text;
  status.classList.toggle("wrong", wrong);
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    say("The link is copied: it holds the whole scenario.", false);
  } catch {
    say("The link could not be copied: take it from the address bar.", true);
  }
}
