// SPDX-License-Identifier: Apache-2.0
// The picture over the list: lanes, datagrams, errors, and who is told.

// ---- drawing, from the measured centers of the rows

function center(made) {
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
    lanesUsed.forEach((_, lane) => overlay.append(shape("path", "rail", { d: `M${x(lane)} 0V${height}` })));
    const ys = new Map();
    const senders = new Map();
    for (const { row, item: made } of drawn) {
        ys.set(row.index, center(made));
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
        made.classList.add(`lane-${lane}`);
        names.append(made);
    });
    placed.lanes.replaceSync(lanesUsed.map((_, lane) => `.names .lane-${lane} { left: ${x(lane)}px }`).join("\n"));
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
