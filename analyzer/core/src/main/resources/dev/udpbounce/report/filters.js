// SPDX-License-Identifier: Apache-2.0
// What a reader chooses with the pointer: parts of bars, rows of tables, a window of time, an order.

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
            each.append(mark);
        }
    }
    if (state.from !== null) {
        const part = (us) => `calc((100% - 2 * var(--pad)) * ${us / data.span}`;
        const left = `${part(state.from)} + var(--pad))`;
        placed.windows.replaceSync(`.window { left: ${left}; width: ${part(state.to - state.from)} + 1px) }`);
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
