// SPDX-License-Identifier: Apache-2.0
// Draws the timeline of the report page, and lets a reader filter, sort and walk through it. All text of the capture is
// set as textContent: nothing of it is ever parsed as markup.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
const FIRST_ROWS = 300;
const MORE_ROWS = 600;
const GAP_US = 25000;
const QUIET_CALLS = 4;

const data = JSON.parse(document.getElementById("data").textContent);
const rows = data.rows;

// ---- small helpers

function element(name, className, text) {
    const made = document.createElement(name);
    if (className) {
        made.className = className;
    }
    if (text !== undefined) {
        made.textContent = text;
    }
    return made;
}

function shape(name, className, attributes) {
    const made = document.createElementNS(SVG, name);
    made.setAttribute("class", className);
    for (const key of Object.keys(attributes)) {
        made.setAttribute(key, attributes[key]);
    }
    return made;
}

function duration(us) {
    const units = [
        [1e6, "s"],
        [1e3, "ms"],
        [1, "µs"],
    ];
    if (us >= 12e7) {
        return `${Math.round(us / 6e7)} min`;
    }
    for (const [size, name] of units) {
        if (us >= size) {
            return `${Number((us / size).toPrecision(3))} ${name}`;
        }
    }
    return "0 µs";
}

// ---- stories: rows that are about the same datagram and its error

function story(row) {
    const ids = [];
    for (const id of [row.out, row.in, row.of].concat(row.told || [])) {
        if (id !== undefined) {
            ids.push(id);
        }
    }
    return ids;
}

const parents = new Map();

function root(id) {
    let at = id;
    while (parents.has(at) && parents.get(at) !== at) {
        at = parents.get(at);
    }
    return at;
}

for (const row of rows) {
    const ids = story(row);
    for (const id of ids) {
        if (!parents.has(id)) {
            parents.set(id, id);
        }
        parents.set(root(id), root(ids[0]));
    }
}

const stories = new Map();

rows.forEach((row, index) => {
    const ids = story(row);
    row.index = index;
    row.story = ids.length ? `s${root(ids[0])}` : `r${index}`;
    const known = stories.get(row.story) || { words: new Set(), rows: [] };
    for (const word of [row.r && `r:${row.r}`, row.t && `t:${row.t}`, row.d && `d:${row.d}`, row.p && `p:${row.p}`]) {
        if (word) {
            known.words.add(word);
        }
    }
    known.rows.push(row);
    stories.set(row.story, known);
    row.text = row.w
        .filter((_, i) => i % 2 === 1)
        .join(" ")
        .toLowerCase();
});

// ---- what is shown

const state = {
    text: "",
    filter: "",
    label: "",
    from: null,
    to: null,
    limit: FIRST_ROWS,
};

function fits(row) {
    const of = stories.get(row.story);
    if (state.filter && !of.words.has(state.filter)) {
        return false;
    }
    if (state.from !== null && !(row.us >= state.from && row.us <= state.to)) {
        return false;
    }
    return !state.text || of.rows.some((each) => each.text.includes(state.text));
}

// ---- the parts of the timeline

const section = document.getElementById("timeline");
const shown = document.getElementById("shown");
const sampled = shown.dataset.text || shown.textContent;
shown.dataset.text = sampled;
// A page that a browser has saved as it was shown has these already.
document.querySelectorAll(".filters, .ladder, .theme").forEach((each) => each.remove());
document.querySelectorAll(".window").forEach((each) => each.remove());
const filters = element("div", "filters");
const label = element("label", "unseen", "Filter the timeline");
const input = element("input");
const chip = element("button", "chip");
const ladder = element("div", "ladder");
const lanes = element("div", "lanes");
const list = element("ol");
const key = element("p", "key");
const further = element("button", "further", "show more");

input.id = "filter";
input.type = "search";
input.placeholder = "filter: address, port, call, error …   ( / )";
input.autocomplete = "off";
label.htmlFor = "filter";
chip.type = "button";
chip.hidden = true;
further.type = "button";
filters.append(label, input, chip);
ladder.append(lanes, list, further, key);

const hasRouter = rows.some((row) => row.at === "router");
const lanesUsed = [data.program].concat(data.sockets ? ["its sockets"] : [], hasRouter ? ["router"] : [], [
    "destination",
]);
const processes = new Set(rows.map((row) => row.p).filter((name) => name)).size;
const sockets = [...new Set(rows.filter((row) => row.s).map((row) => row.s))].slice(0, 5);

function laneOf(name) {
    return {
        program: 0,
        socket: data.sockets ? 1 : 0,
        router: lanesUsed.indexOf("router"),
    }[name];
}

function width() {
    return list.firstElementChild && window.innerWidth <= 760 ? 112 : 312;
}

function x(lane) {
    const margin = width() < 200 ? 8 : 34;
    return margin + (lane * (width() - 2 * margin)) / Math.max(1, lanesUsed.length - 1);
}

function end(row) {
    return row.at === "router"
        ? x(laneOf("router"))
        : row.at === "local"
          ? (x(0) + x(lanesUsed.length - 1)) / 2
          : x(lanesUsed.length - 1);
}

function socketX(row) {
    const index = Math.max(0, sockets.indexOf(row.s));
    const offset = sockets.length > 1 ? (index - (sockets.length - 1) / 2) * 8 : 0;
    return x(laneOf("socket")) + offset;
}

// ---- rows

function pieces(row, what, more) {
    let into = what;
    const several = row.k !== "call" || processes > 1;
    for (let i = several ? 0 : 2; i < row.w.length; i += 2) {
        const begins = row.w[i].startsWith("|");
        const role = begins ? row.w[i].slice(1) : row.w[i];
        if (begins) {
            into = element("div", "more");
            more.push(into);
        }
        const isCall = row.k === "call" && i === 2;
        into.append(element("span", isCall ? `${role} call` : role, row.w[i + 1]), " ");
    }
}

function item(row, before) {
    const made = element("li", `row-${row.k}${row.t ? ` is-${row.t}` : ""}`);
    made.tabIndex = -1;
    made.dataset.index = row.index;
    const when = element("div", "when");
    if (row.c) {
        when.append(element("time", "", row.c));
    }
    const later =
        row.after ||
        (before && before.us !== undefined && row.us > before.us ? `+${duration(row.us - before.us)}` : "");
    if (later) {
        when.append(element("span", "later", later));
    }
    const what = element("div", "what");
    const more = [];
    pieces(row, what, more);
    what.append(...more);
    made.append(when, what);
    made.addEventListener("mouseenter", () => dim(row.story));
    made.addEventListener("mouseleave", () => dim(null));
    made.addEventListener("focus", () => dim(row.story));
    made.addEventListener("click", () => made.classList.toggle("open"));
    return made;
}

function quiet(run) {
    const counts = new Map();
    for (const row of run) {
        counts.set(row.quiet, (counts.get(row.quiet) || 0) + 1);
    }
    const names = [...counts].map(([name, count]) => (count > 1 ? `${name} ×${count}` : name));
    return {
        ...run[0],
        w: ["plain call", names.join(", "), "muted", "no traffic"],
        k: "quiet",
        told: undefined,
    };
}

/** Joins four and more calls in a row that neither sent nor told anything. */
function joined(all) {
    const out = [];
    let run = [];
    const flush = () => {
        if (run.length >= QUIET_CALLS) {
            out.push(quiet(run));
        } else {
            out.push(...run);
        }
        run = [];
    };
    for (const row of all) {
        if (row.quiet) {
            run.push(row);
        } else {
            flush();
            out.push(row);
        }
    }
    flush();
    return out;
}

let drawn = [];
let overlay = null;

function render() {
    const all = rows.filter(fits);
    const fitting = joined(all);
    const visible = fitting.slice(0, state.limit);
    list.replaceChildren();
    drawn = [];
    let before = null;
    for (const row of visible) {
        const pause = before && before.us !== undefined && row.us !== undefined ? row.us - before.us : 0;
        if (pause > GAP_US && pause > data.span / 60) {
            const gap = element("li", "gap");
            gap.append(element("div", "what", `··· ${duration(pause)} ···`));
            list.append(gap);
        }
        const made = item(row, before);
        list.append(made);
        drawn.push({ row, item: made });
        before = row;
    }
    further.hidden = fitting.length <= state.limit;
    further.textContent = `show ${Math.min(MORE_ROWS, fitting.length - state.limit)} more of ${fitting.length - state.limit}`;
    shown.textContent = all.length === rows.length ? sampled : `${all.length} of ${rows.length} rows`;
    if (drawn.length) {
        drawn[0].item.tabIndex = 0;
    } else {
        const none = element("li", "gap");
        none.append(element("div", "what", rows.length ? "nothing fits; Esc shows everything again" : "no events"));
        list.append(none);
    }
    draw();
}

// ---- drawing, from the measured centres of the rows

function centre(made) {
    return made.offsetTop + made.offsetHeight / 2;
}

function head(to, at, back, kind) {
    const tip = back ? 7 : -7;
    return shape("path", `mark ${kind}`, { d: `M${to} ${at}l${tip} -4v8z` });
}

function cross(at, y) {
    return shape("path", "mark cross", {
        d: `M${at - 5} ${y - 5}l10 10m0 -10l-10 10`,
    });
}

function datagram(row, y, add) {
    const stop = end(row);
    add(
        shape("path", "mark", {
            d: `M${x(0)} ${y}H${row.at ? stop - 6 : stop}`,
        }),
    );
    add(row.at ? cross(stop, y) : head(stop, y, false, "head-ink"));
}

function untold(row, at, y, add) {
    if (row.t === "never" || row.t === "gone" || row.t === "to-nobody") {
        add(shape("circle", "mark untold", { cx: at, cy: y, r: 6 }));
        add(shape("path", "mark untold", { d: `M${at - 4} ${y + 4}l8 -8` }));
    } else if (!data.sockets) {
        add(shape("circle", "mark box", { cx: at, cy: y, r: 4.5 }));
    }
}

function draw() {
    if (overlay) {
        overlay.remove();
    }
    const height = list.offsetHeight;
    overlay = shape("svg", "", {
        width: width(),
        height,
        "aria-hidden": "true",
    });
    const narrow = width() < 200;
    overlay.style.left = narrow ? "10px" : "182px";
    lanesUsed.forEach((_, lane) => overlay.append(shape("path", "rail", { d: `M${x(lane)} 0V${height}` })));
    const ys = new Map();
    const senders = new Map();
    for (const { row, item: made } of drawn) {
        ys.set(row.index, centre(made));
        if (row.s && row.out !== undefined) {
            senders.set(row.out, row);
        }
    }
    const told = new Map();
    for (const { row } of drawn) {
        for (const id of row.told || []) {
            told.set(id, row);
        }
    }
    for (const { row } of drawn) {
        const y = ys.get(row.index);
        const add = (mark) => {
            mark.dataset.story = row.story;
            overlay.append(mark);
        };
        if (row.k === "bounce") {
            datagram(row, y - 5, add);
            add(
                shape("path", "mark error-line", {
                    d: `M${end(row)} ${y + 6}H${x(laneOf("socket")) + 6}`,
                }),
            );
            add(head(x(laneOf("socket")), y + 6, true, "head-error"));
            untold(row, x(laneOf("socket")), y + 6, add);
        } else if (row.out !== undefined) {
            datagram(row, y, add);
        }
        if (row.k === "error") {
            const by = told.get(row.in);
            const at = by ? socketX(by) : senders.has(row.of) ? socketX(senders.get(row.of)) : x(laneOf("socket"));
            if (by && ys.get(by.index) > y) {
                const kind = by.queue ? " queue" : "";
                add(
                    shape("path", `mark pending${kind}`, {
                        d: `M${at} ${y}V${ys.get(by.index) - 6}`,
                    }),
                );
            }
            add(
                shape("path", "mark error-line", {
                    d: `M${end(row)} ${y}H${at + 8}`,
                }),
            );
            add(head(at + 3, y, true, "head-error"));
            if (!by) {
                untold(row, at, y, add);
            }
        }
        if (row.k === "call" || row.k === "quiet") {
            if (row.told) {
                const kind = row.queue ? " queue" : "";
                add(
                    shape("path", `mark telling${kind}`, {
                        d: `M${socketX(row)} ${y - 6}H${x(0) + 12}`,
                    }),
                );
                add(head(x(0) + 7, y - 6, true, "head-told"));
            }
            if (row.lost) {
                add(
                    shape("path", "mark lost-line", {
                        d: `M${x(0) + 6} ${y + 4}H${x(0) + (narrow ? 14 : 80)}`,
                    }),
                );
                add(cross(x(0) + (narrow ? 19 : 86), y + 4));
            }
            add(
                shape("rect", row.told ? "mark box is-told" : "mark box", {
                    x: x(0) - 5,
                    y: y - 8,
                    width: 10,
                    height: 16,
                    rx: 3,
                }),
            );
        } else if (row.k === "send" || row.k === "bounce") {
            add(
                shape("circle", "mark box", {
                    cx: x(0),
                    cy: row.k === "bounce" ? y - 5 : y,
                    r: 3.5,
                }),
            );
        }
    }
    list.append(overlay);
    const names = element("div", "names");
    lanesUsed.forEach((name, lane) => {
        const made = element(
            "span",
            "",
            narrow
                ? {
                      "its sockets": "sock.",
                      destination: "dest.",
                      "this side": "here",
                  }[name] || name.slice(0, 5)
                : name,
        );
        made.style.left = `${x(lane)}px`;
        names.append(made);
    });
    lanes.replaceChildren(element("div", "", "time (UTC)"), names, element("div", "", "what"));
}

function dim(which) {
    const single = which === null || stories.get(which).rows.length < 2;
    ladder.classList.toggle("story", !single);
    if (single) {
        return;
    }
    for (const { row, item: made } of drawn) {
        made.classList.toggle("of-story", row.story === which);
    }
    for (const mark of overlay.querySelectorAll(".mark")) {
        mark.classList.toggle("of-story", mark.dataset.story === which);
    }
}

// ---- filters: text, a part of a bar, a row of a table, a window of time

function choose(filter, text) {
    const again = state.filter === filter;
    state.filter = again ? "" : filter;
    state.label = again ? "" : text;
    apply();
}

function apply() {
    state.limit = FIRST_ROWS;
    const parts = [];
    if (state.filter) {
        parts.push(state.label);
    }
    if (state.from !== null) {
        parts.push(`${duration(state.to - state.from)} from +${duration(state.from)}`);
    }
    chip.hidden = parts.length === 0;
    chip.textContent = parts.join(", ");
    for (const each of document.querySelectorAll("[data-filter]")) {
        const on = state.filter === each.dataset.filter;
        each.classList.toggle("on", on);
        each.classList.toggle("off", each.matches(".part") && state.filter !== "" && !on);
        if (each.hasAttribute("aria-pressed")) {
            each.setAttribute("aria-pressed", String(on));
        }
    }
    for (const each of document.querySelectorAll("td.time")) {
        const old = each.querySelector(".window");
        if (old) {
            old.remove();
        }
        const strip = each.querySelector(".strip");
        if (strip && state.from !== null) {
            const mark = element("span", "window");
            mark.style.left = `${strip.offsetLeft + (strip.clientWidth * state.from) / data.span}px`;
            mark.style.width = `${Math.max(2, (strip.clientWidth * (state.to - state.from)) / data.span)}px`;
            each.append(mark);
        }
    }
    render();
}

function clear() {
    input.value = "";
    Object.assign(state, {
        text: "",
        filter: "",
        label: "",
        from: null,
        to: null,
    });
    apply();
}

input.addEventListener("input", () => {
    state.text = input.value.trim().toLowerCase();
    apply();
});
chip.addEventListener("click", clear);
further.addEventListener("click", () => {
    state.limit += MORE_ROWS;
    render();
});

for (const part of document.querySelectorAll(".part[data-filter]")) {
    part.setAttribute("role", "button");
    part.setAttribute("aria-pressed", "false");
    part.setAttribute("aria-label", part.title);
    part.tabIndex = 0;
    part.addEventListener("click", () => choose(part.dataset.filter, part.title));
}

for (const line of document.querySelectorAll("tr[data-filter]")) {
    const name = line.querySelector("th code");
    const button = element("button", "", name.textContent);
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.dataset.filter = line.dataset.filter;
    name.replaceChildren(button);
    line.addEventListener("click", (event) => {
        if (!event.target.closest(".time")) {
            choose(line.dataset.filter, name.textContent);
        }
    });
}

// ---- a window of time, dragged on any strip

for (const cell of document.querySelectorAll("td.time")) {
    const strip = cell.querySelector(".strip");
    let from = null;
    const at = (event) => {
        const box = strip.getBoundingClientRect();
        return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * data.span;
    };
    const move = (event) => {
        if (from !== null) {
            const to = at(event);
            state.from = Math.min(from, to);
            state.to = Math.max(from, to);
            apply();
        }
    };
    if (strip) {
        cell.addEventListener("pointerdown", (event) => {
            from = at(event);
            cell.setPointerCapture(event.pointerId);
        });
        cell.addEventListener("pointermove", move);
        cell.addEventListener("pointerup", (event) => {
            if (Math.abs(at(event) - from) < data.span / 400) {
                state.from = null;
                state.to = null;
                apply();
            }
            from = null;
        });
    }
}

// ---- sorting

for (const table of document.querySelectorAll("table.rows")) {
    const body = table.tBodies[0];
    [...table.tHead.rows[0].cells].forEach((cell, column) => {
        if (cell.matches(".time")) {
            return;
        }
        const button = element("button", "", cell.textContent.replace(/ [↑↓]$/, ""));
        cell.removeAttribute("aria-sort");
        button.type = "button";
        cell.replaceChildren(button);
        button.addEventListener("click", () => {
            const down = cell.getAttribute("aria-sort") !== "descending";
            for (const other of table.tHead.rows[0].cells) {
                other.removeAttribute("aria-sort");
                const of = other.querySelector("button");
                if (of) {
                    of.textContent = of.textContent.replace(/ [↑↓]$/, "");
                }
            }
            cell.setAttribute("aria-sort", down ? "descending" : "ascending");
            button.textContent += down ? " ↓" : " ↑";
            const sorted = [...body.rows].filter((line) => !line.matches(".rest"));
            const value = (line) => line.cells[column].dataset.sort;
            sorted.sort((one, other) => {
                const numbers = value(one) !== undefined;
                const order = numbers
                    ? Number(value(one)) - Number(value(other))
                    : one.cells[column].textContent.localeCompare(other.cells[column].textContent, "en", {
                          numeric: true,
                      });
                return down ? -order : order;
            });
            body.append(...sorted, ...[...body.rows].filter((line) => line.matches(".rest")));
        });
    });
}

// ---- keys

function step(by) {
    const at = drawn.findIndex((each) => each.item === document.activeElement);
    const next = Math.max(0, Math.min(drawn.length - 1, at < 0 ? 0 : at + by));
    if (drawn[next]) {
        drawn[next].item.focus();
    }
}

function nextOfStory() {
    const at = drawn.findIndex((each) => each.item === document.activeElement);
    if (at < 0) {
        return;
    }
    const of = drawn[at].row.story;
    for (let i = 1; i <= drawn.length; i++) {
        const each = drawn[(at + i) % drawn.length];
        if (each.row.story === of) {
            each.item.focus();
            return;
        }
    }
}

const KEYS = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    j: () => step(1),
    k: () => step(-1),
    Home: () => step(-drawn.length),
    End: () => step(drawn.length),
    n: nextOfStory,
    Enter: () => document.activeElement.classList.toggle("open"),
};

document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
        return;
    }
    const target = event.target;
    if (event.key === "Escape") {
        if (target.matches(".ladder li")) {
            target.blur();
        }
        dim(null);
        clear();
    } else if (event.key === "/" && target !== input) {
        event.preventDefault();
        input.focus();
    } else if (target.matches(".ladder li") && KEYS[event.key]) {
        event.preventDefault();
        KEYS[event.key]();
    } else if (target.matches(".part[role=button]") && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        target.click();
    } else if (target === input && event.key === "ArrowDown") {
        event.preventDefault();
        step(1);
    }
});

// ---- light and dark

const theme = element("button", "theme", "light / dark");
theme.type = "button";
theme.addEventListener("click", () => {
    const dark = getComputedStyle(document.documentElement).colorScheme === "dark";
    document.documentElement.dataset.theme = dark ? "light" : "dark";
});
document.querySelector("header").append(theme);

// ---- the key of the ladder

function keyed(text, ...marks) {
    const made = element("span");
    const picture = shape("svg", "", {
        viewBox: "0 0 34 12",
        "aria-hidden": "true",
    });
    picture.append(...marks);
    made.append(picture, text);
    key.append(made);
}

keyed("a datagram", shape("path", "mark", { d: "M1 6H33" }));
keyed(
    "bounced there",
    shape("path", "mark", { d: "M1 6H20" }),
    shape("path", "mark cross", { d: "M20 1l10 10m0 -10l-10 10" }),
);
keyed("ICMP error", shape("path", "mark error-line", { d: "M1 6H33" }));
if (rows.some((row) => row.told)) {
    keyed("pending until a call is told", shape("path", "mark pending", { d: "M4 6H30" }));
}
if (rows.some((row) => row.queue)) {
    keyed("in the error queue", shape("path", "mark pending queue", { d: "M4 6H30" }));
}
if (rows.some((row) => row.t === "never" || row.t === "gone")) {
    keyed(
        "never told",
        shape("circle", "mark untold", { cx: 17, cy: 6, r: 5 }),
        shape("path", "mark untold", { d: "M13 10l8 -8" }),
    );
}
if (rows.some((row) => row.lost)) {
    keyed("a send that lost its datagram", shape("path", "mark lost-line", { d: "M1 6H24" }));
}

// ---- start

function measureParts() {
    for (const part of document.querySelectorAll(".part")) {
        part.classList.remove("small", "number");
        part.classList.toggle("number", part.scrollWidth > part.clientWidth + 1);
        part.classList.toggle("small", part.clientWidth < part.firstElementChild.offsetWidth + 16);
    }
}

section.append(filters, ladder);
measureParts();
render();
new ResizeObserver(() => {
    measureParts();
    draw();
}).observe(document.body);
