// Reads the server's events and draws one chart per stream. No libraries, nothing from other hosts.
const streams = new Map();
const incidents = new Map();
const columns = ["time", "reading", "forecast", "lower", "upper", "score"];
const byId = id => document.getElementById(id);
const margin = { left: 0, right: 54, top: 12, bottom: 22 };
let pointsShown = 0;
let drawing = false;

const timeFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
const yearFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const hourFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
const whole = new Intl.NumberFormat("en-GB");
const compact = new Intl.NumberFormat("en-GB", { notation: "compact", maximumSignificantDigits: 3 });
const exact = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 4 });
// A forecast after a wild reading can be wild: nobody counts the zeros of -74,610,000,000,000.
const readable = (value, format) => value !== 0 && (Math.abs(value) >= 1e9 || Math.abs(value) < 1e-4)
  ? value.toExponential(3).replace(/\.?0+e/, "e") : format.format(value);
const number = value => value === null ? "missing" : readable(value, exact);

function receive(message) {
  if (message.complete) {
    streams.clear();
    incidents.clear();
    byId("streams").replaceChildren();
  }
  for (const update of message.streams) {
    const stream = streams.get(update.name) ?? addStream(update);
    if (update.time) append(stream, update);
  }
  for (const incident of message.incidents) incidents.set(incident.id, incident);
  if (message.complete || message.incidents.length > 0) listIncidents();
  summarise(message.all);
  requestDraw();
}

function addStream(update) {
  if (streams.size === 0) byId("streams").replaceChildren();
  const card = byId("stream-template").content.cloneNode(true).firstElementChild;
  const stream = { name: update.name, capacity: update.capacity, windows: update.windows ?? [], card, view: null, hover: null };
  for (const column of columns) stream[column] = [];
  card.querySelector("h2").textContent = update.name;
  card.querySelector(".caption").textContent = update.caption ?? "";
  stream.canvas = card.querySelector("canvas");
  stream.canvas.setAttribute("aria-label", `Readings and forecast interval of ${update.name}`);
  stream.canvas.addEventListener("pointermove", event => { stream.hover = event.offsetX; requestDraw(); });
  stream.canvas.addEventListener("pointerleave", () => { stream.hover = null; requestDraw(); });
  card.querySelector(".back").addEventListener("click", () => { stream.view = null; requestDraw(); });
  if (stream.windows.length > 0) byId("legend-label").hidden = false;
  streams.set(update.name, stream);
  byId("streams").append(card);
  return stream;
}

function append(stream, update) {
  for (const column of columns) {
    const values = stream[column];
    for (const value of update[column]) values.push(value);
    if (values.length > stream.capacity) values.splice(0, values.length - stream.capacity);
  }
}

// The counts are the worker's, of all its streams; charts are of the first ones only.
function summarise(all) {
  const areAllShown = streams.size >= all.streams;
  byId("stream-count").textContent = areAllShown ? whole.format(streams.size) : `${whole.format(streams.size)} of ${whole.format(all.streams)}`;
  byId("stream-label").textContent = areAllShown ? "streams" : "streams shown";
  byId("reading-count").textContent = whole.format(all.readings);
  byId("incident-count").textContent = whole.format(all.incidents);
  byId("open-count").textContent = whole.format(all.open);
  byId("refused-count").textContent = whole.format(all.refused);
  byId("refused").hidden = all.refused === 0;
  const open = [...incidents.values()].filter(incident => incident.state !== "resolved");
  const openStreams = new Set(open.map(incident => incident.stream));
  for (const stream of streams.values()) stream.card.classList.toggle("open", openStreams.has(stream.name));
}

function listIncidents() {
  const newestFirst = [...incidents.values()].sort((a, b) => b.opened - a.opened);
  const items = newestFirst.map(incident => {
    const item = byId("incident-template").content.cloneNode(true).firstElementChild;
    const state = item.querySelector(".state");
    state.textContent = incident.state === "resolved" ? "resolved" : "open";
    state.classList.toggle("open", incident.state !== "resolved");
    item.querySelector("time").textContent = timeFormat.format(incident.opened);
    item.querySelector("strong").textContent = incident.stream;
    item.querySelector(".reason").textContent = incident.reason;
    item.querySelector("button").addEventListener("click", () => show(incident));
    return item;
  });
  if (items.length > 0) byId("incidents").replaceChildren(...items);
}

// Puts an incident in the middle of its stream's chart.
function show(incident) {
  const stream = streams.get(incident.stream);
  if (!stream || stream.time.length < 2) return;
  const step = (stream.time.at(-1) - stream.time[0]) / (stream.time.length - 1);
  const around = Math.max(150 * step, incident.last - incident.opened);
  stream.view = { from: incident.opened - around, to: incident.last + around };
  stream.card.scrollIntoView({ behavior: "smooth", block: "center" });
  requestDraw();
}

function requestDraw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    const colours = getComputedStyle(document.documentElement);
    const colour = name => colours.getPropertyValue(`--${name}`);
    for (const stream of streams.values()) draw(stream, colour);
  });
}

function draw(stream, colour) {
  const { canvas } = stream;
  const scale = window.devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  stream.card.querySelector(".back").hidden = stream.view === null;
  const range = visible(stream);
  if (range.end - range.start < 2) return describe(stream, stream.time.length - 1);

  const right = width - margin.right, bottom = height - margin.bottom;
  const span = Math.max(1, range.to - range.from);
  const x = time => margin.left + (time - range.from) / span * (right - margin.left);
  const pixels = reduce(stream, range, x, Math.max(1, Math.floor(right)));
  const domain = verticalDomain(pixels);
  const y = value => bottom - (value - domain.low) / (domain.high - domain.low) * (bottom - margin.top);
  const clipY = value => Math.min(bottom + 1, Math.max(margin.top - 4, y(value)));

  drawAxes(context, colour, range, domain, x, y, right, bottom);
  for (const incident of incidents.values()) {
    if (incident.stream !== stream.name || incident.last < range.from || incident.opened > range.to) continue;
    const left = x(Math.max(range.from, incident.opened));
    context.fillStyle = colour("incident");
    context.globalAlpha = 0.16;
    context.fillRect(left - 1, 0, Math.max(3, x(Math.min(range.to, incident.last)) - left + 2), bottom);
    context.globalAlpha = 1;
    context.beginPath();
    context.moveTo(left - 4, 0);
    context.lineTo(left + 4, 0);
    context.lineTo(left, 7);
    context.fill();
  }
  context.fillStyle = colour("label");
  for (const [from, to] of stream.windows) {
    if (to < range.from || from > range.to) continue;
    const left = x(Math.max(range.from, from));
    context.fillRect(left, bottom + 1, Math.max(2, x(Math.min(range.to, to)) - left), 3);
  }
  drawBand(context, colour, pixels, clipY);
  drawReadings(context, colour, pixels, clipY);
  const index = stream.hover === null ? range.end - 1 : nearest(stream, range, stream.hover, x);
  if (stream.hover !== null) {
    context.strokeStyle = colour("quiet");
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x(stream.time[index]), margin.top);
    context.lineTo(x(stream.time[index]), bottom);
    context.stroke();
  }
  if (stream.reading[index] !== null) {
    context.fillStyle = colour("reading");
    context.beginPath();
    context.arc(x(stream.time[index]), clipY(stream.reading[index]), 3, 0, 2 * Math.PI);
    context.fill();
  }
  describe(stream, index);
}

function visible(stream) {
  const { time } = stream;
  let start = 0, end = time.length;
  if (stream.view) {
    start = Math.max(0, time.findIndex(value => value >= stream.view.from));
    end = time.findLastIndex(value => value <= stream.view.to) + 1;
  } else if (pointsShown > 0) {
    start = Math.max(0, end - pointsShown);
  }
  return { start, end, from: time[start], to: time[end - 1] };
}

// The lowest and highest of each pixel's points: a chart of any number of points costs what its width costs.
function reduce(stream, range, x, width) {
  const pixels = [];
  let pixel = null;
  for (let index = range.start; index < range.end; index++) {
    const column = Math.min(width, Math.round(x(stream.time[index])));
    if (pixel === null || pixel.x !== column) {
      pixel = { x: column, first: null, last: null, low: Infinity, high: -Infinity, lower: Infinity, upper: -Infinity };
      pixels.push(pixel);
    }
    const reading = stream.reading[index];
    if (reading !== null) {
      pixel.first ??= reading;
      pixel.last = reading;
      pixel.low = Math.min(pixel.low, reading);
      pixel.high = Math.max(pixel.high, reading);
    }
    if (stream.lower[index] !== null && stream.upper[index] !== null) {
      pixel.lower = Math.min(pixel.lower, stream.lower[index]);
      pixel.upper = Math.max(pixel.upper, stream.upper[index]);
    }
  }
  return pixels;
}

// Readings always fit; the interval may widen the chart by half at each side, so that a wild forecast can't flatten the readings.
function verticalDomain(pixels) {
  let low = Infinity, high = -Infinity, lower = Infinity, upper = -Infinity;
  for (const pixel of pixels) {
    low = Math.min(low, pixel.low);
    high = Math.max(high, pixel.high);
    lower = Math.min(lower, pixel.lower);
    upper = Math.max(upper, pixel.upper);
  }
  if (!Number.isFinite(low)) return { low: 0, high: 1 };
  const size = high - low || Math.abs(high) || 1;
  low = Math.max(Math.min(low, lower), low - size / 2);
  high = Math.min(Math.max(high, upper), high + size / 2);
  const room = (high - low || size) * 0.04;
  return { low: low - room, high: high + room };
}

function drawAxes(context, colour, range, domain, x, y, right, bottom) {
  context.font = "11px system-ui, sans-serif";
  context.lineWidth = 1;
  context.strokeStyle = colour("line");
  context.fillStyle = colour("quiet");
  context.textAlign = "left";
  context.textBaseline = "middle";
  const step = niceStep((domain.high - domain.low) / 4);
  for (let value = Math.ceil(domain.low / step) * step; value <= domain.high; value += step) {
    const at = Math.round(y(value)) + 0.5;
    context.beginPath();
    context.moveTo(margin.left, at);
    context.lineTo(right, at);
    context.stroke();
    context.fillText(readable(Math.abs(value) < step / 1e6 ? 0 : value, compact), right + 8, at);
  }
  context.textBaseline = "alphabetic";
  const span = range.to - range.from, day = 86400000;
  const format = span > 3 * day ? dayFormat : hourFormat;
  const firstFormat = span > 3 * day ? yearFormat : timeFormat;
  const count = Math.max(2, Math.floor(right / 150));
  for (let mark = 0; mark <= count; mark++) {
    const time = range.from + span * mark / count;
    context.textAlign = mark === 0 ? "left" : mark === count ? "right" : "center";
    context.fillText((mark === 0 ? firstFormat : format).format(time), x(time), bottom + 17);
  }
}

function niceStep(size) {
  const power = 10 ** Math.floor(Math.log10(size || 1));
  return power * [1, 2, 5, 10].find(factor => factor * power >= size);
}

function drawBand(context, colour, pixels, y) {
  const banded = pixels.filter(pixel => pixel.upper > -Infinity);
  if (banded.length === 0) return;
  context.fillStyle = colour("band");
  context.globalAlpha = 0.32;
  context.beginPath();
  for (const pixel of banded) context.lineTo(pixel.x, y(pixel.upper));
  for (const pixel of banded.reverse()) context.lineTo(pixel.x, y(pixel.lower));
  context.fill();
  context.globalAlpha = 1;
}

function drawReadings(context, colour, pixels, y) {
  context.strokeStyle = colour("reading");
  context.lineWidth = 1.1;
  context.lineJoin = "round";
  context.beginPath();
  let broken = true;
  for (const pixel of pixels) {
    if (pixel.first === null) {
      broken = true;
      continue;
    }
    if (broken) context.moveTo(pixel.x, y(pixel.first));
    context.lineTo(pixel.x, y(pixel.first));
    if (pixel.low !== pixel.high) {
      context.lineTo(pixel.x, y(pixel.low));
      context.lineTo(pixel.x, y(pixel.high));
      context.lineTo(pixel.x, y(pixel.last));
    }
    broken = false;
  }
  context.stroke();
}

function nearest(stream, range, at, x) {
  let best = range.start;
  for (let index = range.start; index < range.end; index++) {
    if (Math.abs(x(stream.time[index]) - at) < Math.abs(x(stream.time[best]) - at)) best = index;
  }
  return best;
}

function describe(stream, index) {
  if (index < 0) return;
  const expected = stream.lower[index] === null ? "no forecast yet"
    : `expected ${number(stream.lower[index])} to ${number(stream.upper[index])}`;
  stream.card.querySelector(".value").textContent =
    `${timeFormat.format(stream.time[index])} · ${number(stream.reading[index])}\n${expected}`;
}

function connection(text, state) {
  byId("connection").textContent = text;
  byId("connection").className = state;
}

for (const button of document.querySelectorAll(".ranges button")) {
  button.addEventListener("click", () => {
    pointsShown = Number(button.dataset.points);
    for (const other of document.querySelectorAll(".ranges button")) other.setAttribute("aria-pressed", String(other === button));
    for (const stream of streams.values()) stream.view = null;
    requestDraw();
  });
}
window.addEventListener("resize", requestDraw);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", requestDraw);

const events = new EventSource("api/live/events");
events.addEventListener("open", () => connection("live", "live"));
events.addEventListener("error", () => connection(events.readyState === EventSource.CLOSED ? "not served" : "reconnecting", "lost"));
events.addEventListener("message", event => receive(JSON.parse(event.data)));
