// A chart's caption and the legend of its colours. All text comes as text, never as markup.

/** Puts a figure with caption, legend and canvas into the group; returns the figure. */
export function makeFigure(group, chart) {
  const figure = group.appendChild(document.createElement("figure"));
  figure.style.setProperty("--share", chart.share);
  figure.appendChild(document.createElement("figcaption")).textContent = chart.of + chart.title;
  const list = figure.appendChild(document.createElement("ul"));
  for (const [label, color, kind] of entriesOf(chart)) {
    const item = list.appendChild(document.createElement("li"));
    item.className = kind;
    item.style.setProperty("--swatch", color);
    item.append(document.createElement("i"), label);
  }
  const plot = figure.appendChild(document.createElement("div"));
  plot.className = "plot";
  const canvas = plot.appendChild(document.createElement("canvas"));
  canvas.className = chart.kind;
  canvas.setAttribute("role", "img");
  return figure;
}

function entriesOf(chart) {
  if (chart.kind === "bands") return [[chart.label, chart.color, "block"]];
  if (chart.kind === "bars") return [[chart.on_label, chart.on, "block"], [chart.off_label, chart.off, "block"]];
  const measured = chart.lines.filter(({ thin }) => !thin).map((line) => [line.label, line.color, kindOf(line)]);
  return chart.lines.some(({ thin }) => thin) ? [...measured, ["formula", "currentColor", "thin"]] : measured;
}

function kindOf({ dashed, floor }) { return floor ? "block floor" : dashed ? "dashed" : ""; }
