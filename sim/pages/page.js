"use strict";
// The dial of the page: picks numbers, interpolates between dials, hands them to sentences, tables and charts.
(async () => {
  const byId = (id) => document.getElementById(id), every = (query) => [...document.querySelectorAll(query)];
  const page = JSON.parse(byId("data").textContent), sizes = page.choices.map((values) => values.length);
  const state = { bundle: page.first[0], reading: page.first[1], others: page.start, own: page.start, tied: 1 };

  // -- numbers: differences of neighbours modulo 2^16, all high bytes before all low ones
  const deflated = Uint8Array.from(atob(page.packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer()), numbers = new Uint16Array(bytes.length / 2);
  numbers.forEach((_, n) => (numbers[n] = (n && numbers[n - 1]) + (bytes[n] << 8) + bytes[n + numbers.length]));

  function around(axis, dial) { // values and weights, even in (dial/10)^gamma; sim/pages/between.py is the same
    const values = page.choices[axis], above = values.findIndex((value) => value >= dial);
    if (above <= 0 || values[above] === dial) return [[above < 0 ? values.length - 1 : above, 1]];
    const [low, at, high] = [values[above - 1], dial, values[above]].map((value) => (value / 10) ** page.gamma);
    const share = high > low ? (at - low) / (high - low) : 0; return [[above - 1, 1 - share], [above, share]];
  }
  function value(key, period, at = state) {
    const block = page.blocks[key], row = (period * sizes[0] + at.bundle) * sizes[1] + at.reading; let total = 0;
    for (const [i, one] of around(2, at.others)) for (const [j, two] of around(3, at.own)) {
      const number = numbers[block.at + (row * sizes[2] + i) * sizes[3] + j];
      total += one * two * (number === 65535 ? NaN : block.low + number * block.step);
    }
    return total;
  }
  const turned = (dial, reading) => ({ ...state, reading, others: dial, own: state.tied ? dial : state.own });
  const answer = (dial, reading = state.reading, key = page.answer) => value(key, page.year, turned(dial, reading));
  const round = (number) => (Math.abs(number) >= 100 ? Math.round(number / 10) * 10 : Math.round(number)) + 0;
  const digits = new Intl.NumberFormat("en-US"); // kept, since making one anew for every number is slow
  const about = (number) => (Number.isFinite(number) ? digits.format(round(number)) : "–");

  // -- what is said: cells and words of sentences name what they show
  const words = { others: () => state.others.toFixed(1), own: () => state.own.toFixed(1),
    bundle: () => page.choices[0][state.bundle], reading: () => page.choices[1][state.reading],
    notch: () => about(answer(Math.min(10, state.others + 0.5)) - answer(Math.max(0, state.others - 0.5))),
  };
  const write = (node, text) => node.data === text || (node.data = text); // what stays is not laid out anew
  const told = every("[data-k],[data-w]").map((node) => [node.firstChild, node.dataset, node.closest("details")]);
  function say(folded) { // what is folded away is said when the dial rests
    for (const [node, { k, t, d, r, w }, fold] of told) if (folded || !fold || fold.open)
      write(node, w ? words[w]() : about(value(k, +t, d === undefined ? state : turned(+d, +r))));
  }

  // -- charts: every column of a source by its key; the dial's own by reading
  document.body.classList.add("live"), await Bokeh.embed.embed_items(page.charts.docs, page.charts.items);
  const [drawn] = Bokeh.documents, model = (name) => drawn.get_model_by_name(name); let waiting = 0;
  function fill(name, columns, source = model(name)) { // what stays is not drawn anew
    const now = { ...source.data, ...Object.fromEntries(columns(Array.from(source.data.x))) };
    if (JSON.stringify(now) !== JSON.stringify(source.data)) source.data = now;
  }
  function draw(name) {
    if (page.sources[name]) fill(name, (x) => page.sources[name].map((key) =>
      [key, x.map((_, period) => value(key, Math.min(period, page.blocks[key].periods - 1)))]));
    const law = page.marks.filter((mark) => mark[5].includes(state.bundle));
    if (name === "curve" && page.marks[0]) fill("law", () => page.looks.map((k, n) => [k, law.map((m) => m[n])]));
    if (name !== "notch") return;
    const whole = Math.max(...page.choices[1].map((_, n) => answer(page.limits.others[1], n)));
    model("share").setv({ end: whole > 0 ? page.top / whole : 1 });
    fill("notch", (x) => [...page.choices[1].map((_, n) => [`r${n}`, x.map((dial) => answer(dial, n))]),
      ...page.ends.map(([name, key]) => [name, x.map((dial) => answer(dial, state.reading, key))])]);
    fill("here", () => [["x", [state.others]], ["y", [answer(state.others)]]]);
  }
  const late = new Set(), seen = ({ top, bottom }) => bottom > 0 && top < innerHeight;
  function paint(dark, now) { // `now`: for paper, which waits for no frame
    document.body.classList.toggle("dark", dark);
    for (const one of drawn.all_models) for (const [property, tag, ...colours] of page.colours)
      if (property in one.properties && (!tag || one.tags.includes(tag))) one.setv({ [property]: colours[+dark] });
    for (const view of now ? Bokeh.index.roots.filter((root) => root.paint) : [])
      view.computed_renderer_views.forEach((part) => part.set_visuals?.()), view.paint();
  }

  // -- what a reader does, and the address that says it
  function read() {
    for (const [name, text] of new URLSearchParams(location.hash.slice(1))) {
      const ends = page.limits[name], number = parseFloat(text); if (!ends || !Number.isFinite(number)) continue;
      state[name] = Math.min(ends[1], Math.max(ends[0], Math.round(number / ends[2]) * ends[2]));
    }
  }
  // a chart a frame, so that no key waits for more: what is in sight, when the dial rests all else, then the address
  function follow(resting) {
    const name = [...late].find((one) => resting || seen(byId(`chart-${one}`).getBoundingClientRect()));
    if (name) draw(name), late.delete(name);
    else if (resting) return say(true), history.replaceState({ ...state }, "", `#${new URLSearchParams(state)}`);
    waiting = setTimeout(follow, name ? 20 : 150, resting || !name);
  }
  function show() {
    if (state.tied) state.own = state.others;
    for (const input of every("#controls input"))
      if (input.type !== "range") input.checked = state[input.name] === +input.value;
      else (input.value = state[input.name]), input.setAttribute("aria-valuetext", `${input.value} of 10`);
    page.moving.forEach((name) => late.add(name)), say(), clearTimeout(waiting), follow();
  }
  byId("controls").addEventListener("input", ({ target }) => {
    state[target.name] = target.type === "checkbox" ? +target.checked : +target.value;
    if (target.name === "own") state.tied = 0; show();
  });
  window.addEventListener("hashchange", () => { read(), show(); });
  const night = matchMedia("(prefers-color-scheme: dark)"), repaint = () => paint(night.matches);
  for (const [what, when] of [[night, "change"], [window, "afterprint"]]) what.addEventListener(when, repaint);
  window.addEventListener("beforeprint", () => paint(false, true));
  byId("csv").addEventListener("click", ({ target }) => {
    const setting = ["bundle", "reading", "others", "own"].map((name) => `"${words[name]().replaceAll('"', '""')}"`);
    const rows = Object.entries(page.blocks).flatMap(([key, { periods }]) => Array.from({ length: periods }, (_, n) =>
      `${setting},${key},${page.periods[key.split(".")[0]][n]},${value(key, n).toFixed(2)}`));
    const text = ["bundle,reading,dial_of_all,own_dial,series,period,usd_million", ...rows, ""].join("\n");
    target.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  });
  read(), show(), repaint();
})();
