/** Draw the hops of one run as a list for screen readers, with an arrow between lanes in each row. */
const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

export default function draw({ data, parentElement }) {
  const { lanes, hops } = data;
  parentElement.querySelector(".lanes").replaceChildren(
    ...lanes.map(({ name, color }) => element("span", { textContent: name, className: color })),
  );
  parentElement.querySelector("ol").replaceChildren(...hops.map((hop) => row(hop, lanes)));
  parentElement.host?.style.setProperty("--lanes", lanes.length);
}

function row({ source, target, title, checks, milliseconds }, lanes) {
  const [first, last] = [Math.min(source, target), Math.max(source, target)];
  const lines = lanes.map(({ color }, index) =>
    element("i", { className: `lane ${color}`, style: `grid-column: ${index + 1}` }),
  );
  const [sender, receiver] = [lanes[source], lanes[target]];
  const color = sender.color === receiver.color ? "" : `crosses ${receiver.color}`;
  const arrow = element("i", {
    className: `arrow ${target > source ? "right" : "left"} ${color}`,
    style: `grid-column: ${first + 1} / ${last + 2}; --span: ${last - first + 1}`,
  });
  return element(
    "li",
    { className: "row" },
    element("div", { className: "hop", ariaHidden: "true" }, ...lines, arrow),
    element(
      "p",
      {},
      element("span", { className: "time", textContent: `${milliseconds} ms` }),
      element("span", { className: "who", textContent: `${sender.name} to ${receiver.name}: ` }),
      title,
    ),
    ...(checks.length > 0 ? [list(checks)] : []),
  );
}

function list(checks) {
  const items = checks.map((text) => element("li", { textContent: text }));
  return element("ul", { className: "checks" }, ...items);
}
