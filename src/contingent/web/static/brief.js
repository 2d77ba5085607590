// A claim and its sentence light up together, whichever of the two is pointed at or has the focus.
const page = document.querySelector(".brief-beside");
const pane = page?.querySelector(".brief-article");

/** The number of the claim that an element belongs to: an entry of the list, or words of the article. */
function numberOf(element) {
  const words = element.closest?.("mark a[href^='#claim-']");
  if (words) return words.hash.slice("#claim-".length);
  const entry = element.closest?.(".claims > li[id^='claim-']");
  return entry ? entry.id.slice("claim-".length) : null;
}

function both(number) {
  const start = document.getElementById(`said-${number}`);
  const words = page.querySelectorAll(`mark a[href='#claim-${number}']`);
  const sentence = (start ?? words[0])?.closest(".saying");
  return [document.getElementById(`claim-${number}`), sentence, ...words].filter(Boolean);
}

let lit = [];
let litNumber = null;

function light(number) {
  if (number === litNumber) return;
  for (const element of lit) element.classList.remove("lit");
  litNumber = number;
  lit = number ? both(number) : [];
  for (const element of lit) element.classList.add("lit");
}

/** The sentence of a claim that is being read is brought into sight, where the article has a pane of its own. */
function reveal(number) {
  const start = document.getElementById(`said-${number}`);
  if (!start || pane.scrollHeight <= pane.clientHeight + 1) return;
  const at = start.getBoundingClientRect();
  const box = pane.getBoundingClientRect();
  if (at.top < box.top || at.bottom > box.bottom - 40) pane.scrollTop += at.top - box.top - box.height / 3;
}

/** A claim's number leads to its sentence in the pane, without taking the list of claims away from the reader. */
function follow(event) {
  const link = event.target.closest?.(".claims a.n");
  if (!link || pane.scrollHeight <= pane.clientHeight + 1 || event.metaKey || event.ctrlKey || event.button) return;
  const number = link.hash.slice("#said-".length);
  event.preventDefault();
  history.pushState(null, "", link.hash);
  reveal(number);
  const words = pane.querySelector(`mark a[href='#claim-${number}']`) ?? pane;
  words.focus({ preventScroll: true });
  light(number);
}

if (page && pane) {
  page.addEventListener("click", follow);
  page.addEventListener("pointerover", (event) => {
    const number = numberOf(event.target);
    light(number);
    if (number && !pane.contains(event.target)) reveal(number);
  });
  page.addEventListener("pointerleave", () => light(null));
  page.addEventListener("focusin", (event) => {
    const number = numberOf(event.target);
    light(number);
    if (number && !pane.contains(event.target)) reveal(number);
  });
  page.addEventListener("focusout", (event) => {
    if (!page.contains(event.relatedTarget)) light(null);
  });
}
