// SPDX-License-Identifier: Apache-2.0
// The rows of the timeline, as a list.

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
