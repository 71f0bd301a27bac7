// SPDX-License-Identifier: Apache-2.0
// What a reader chooses with keys, and the start of it all.

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
