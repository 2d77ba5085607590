// The map without waiting: a choice shows at once, and the country pointed at is named below the map.
const form = document.querySelector(".map-choices");
form?.addEventListener("change", (event) => {
  if (event.target instanceof HTMLSelectElement) form.requestSubmit();
});

const figure = document.querySelector("figure.map");
const readout = figure?.querySelector(".map-readout");
let pointed = null;

function show(shape) {
  if (shape === pointed) return;
  pointed?.classList.remove("pointed");
  pointed = shape;
  shape.classList.add("pointed");
  readout.textContent = `${shape.querySelector("title").textContent} `;
  const row = document.getElementById(`country-${shape.dataset.country}`);
  if (row) {
    const link = document.createElement("a");
    link.href = `#${row.id}`;
    link.textContent = "In the table";
    readout.append(link);
  }
}

if (figure && readout) {
  readout.hidden = false;
  readout.textContent = "Point at a country, or touch it, to read its forecast.";
  for (const kind of ["pointerover", "click"]) {
    figure.addEventListener(kind, (event) => {
      const shape = event.target.closest("[data-country]");
      if (shape) show(shape);
    });
  }
}
