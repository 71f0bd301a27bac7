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

/**
 * Rules for what has a place that is known only now. They are no part of the document, so that a page that a browser saves
 * as it was shown has no inline style, which its policy forbids.
 */
const placed = { lanes: new CSSStyleSheet(), windows: new CSSStyleSheet() };
document.adoptedStyleSheets = [placed.lanes, placed.windows];

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
