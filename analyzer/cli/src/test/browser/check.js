// SPDX-License-Identifier: Apache-2.0
// Opens report pages in Chromium and uses them as a person would: node check.js FOLDER CHROMIUM
// FOLDER holds pages, and for each NAME.html a NAME.json with the figures that it must show.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

/** How long an answer may take on a busy machine. */
const PATIENCE_MS = 180_000;

const [folder, executablePath] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer"],
    timeout: PATIENCE_MS,
});

/** Opens a page that may neither write to the console nor request anything. */
async function open(name, options) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const faults = [];
    page.on("console", (message) => faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("dialog", (dialog) => faults.push(dialog.message()));
    page.on("request", (request) => {
        if (!request.isNavigationRequest()) {
            faults.push(request.url());
        }
    });
    await page.goto(`file://${join(folder, encodeURIComponent(name))}`);
    return { page, close: async () => (assert.deepEqual(faults, [], name), context.close()) };
}

async function number(page, selector) {
    const text = (await page.locator(selector).count()) ? await page.locator(selector).first().textContent() : "0";
    return Number(text.replace(/\u2009/g, ""));
}

async function figures(page, expected) {
    for (const [kind, count] of Object.entries(expected.outcomes)) {
        assert.equal(await number(page, `.part.${kind} b`), count, kind);
    }
    let bounced = 0;
    for (const cell of await page.locator("table[aria-labelledby=destinations] td.bounced").all()) {
        bounced += Number(await cell.getAttribute("data-sort"));
    }
    assert.equal(bounced, expected.outcomes.bounced, "the sum of the table");
}

/** Looks at a page without scripts, in light and dark, wide and narrow. */
async function look(name, expected) {
    const plain = await open(name, { javaScriptEnabled: false });
    await figures(plain.page, expected);
    assert.match(await plain.page.locator("h1").textContent(), new RegExp(expected.answer));
    await plain.close();
    for (const [colorScheme, width] of [
        ["light", 1440],
        ["dark", 390],
    ]) {
        const { page, close } = await open(name, { colorScheme, viewport: { width, height: 1000 } });
        await figures(page, expected);
        assert.equal(await page.title(), expected.title, "the title");
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(wide <= 0, `${name} is ${wide} px wider than ${width}`);
        if (process.env.SCREENSHOTS) {
            await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}-${width}-${colorScheme}.png`) });
        }
        const { violations } = await page.evaluate(`${axe};axe.run()`);
        assert.deepEqual(
            violations.map((each) => `${each.id}: ${each.nodes[0].html}`),
            [],
            `${name} ${width} ${colorScheme}`,
        );
        await close();
    }
}

/** Rows that fit what is chosen, drawn or not. */
async function fitting(page) {
    const words = await page.locator("#shown").textContent();
    const [, some] = words.replace(/\u2009/g, "").match(/^(\d+)/) || [];
    return Number(some);
}

const rows = (page) => page.locator(".ladder li:not(.gap)").count();

/** Filters, sorts, drags a window of time, and walks through the rows. */
async function use(name) {
    const { page, close } = await open(name);
    const all = await fitting(page);

    await page.keyboard.press("/");
    await page.keyboard.type("no such words");
    assert.equal(await rows(page), 0, "nothing fits");
    await page.keyboard.press("Escape");
    assert.equal(await fitting(page), all, "Escape shows everything");

    const part = page.locator('.part[data-filter^="r:"]').last();
    await part.focus();
    await page.keyboard.press("Enter");
    assert.equal(await part.getAttribute("aria-pressed"), "true");
    const some = await fitting(page);
    assert.ok(some > 0 && some < all, `${some} of ${all} rows`);
    await page.locator(".chip").click();
    assert.equal(await fitting(page), all);

    const table = page.locator("table[aria-labelledby=destinations]");
    const name1 = () => table.locator("tbody th button").first().textContent();
    const before = await name1();
    await table.locator("thead button", { hasText: "bounced" }).click();
    await table.locator("thead button", { hasText: "bounced" }).click();
    assert.equal(await table.locator("th[aria-sort=ascending]").count(), 1);
    assert.notEqual(await name1(), before, "the order has changed");

    const box = await table.locator(".strip").first().boundingBox();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width, box.y + 10);
    await page.mouse.up();
    assert.ok((await page.locator(".window").count()) > 0, "a window on the strips");
    const late = await fitting(page);
    assert.ok(late < all, `${late} of ${all} rows in the window`);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".window").count(), 0);

    await page.locator(".ladder li").first().focus();
    await page.keyboard.press("End");
    const at = () => page.evaluate(() => document.activeElement.dataset.index);
    const last = await at();
    await page.keyboard.press("ArrowUp");
    assert.notEqual(await at(), last);
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".ladder li.open").count(), 1);

    const saved = name.replace(".html", "-saved.html");
    const parts = await page.locator("button, .ladder, .filters").count();
    writeFileSync(
        join(folder, saved),
        `<!doctype html>\n${await page.evaluate(() => document.documentElement.outerHTML)}`,
    );
    await close();
    const again = await open(saved);
    assert.equal(await again.page.locator("button, .ladder, .filters").count(), parts, "the same after saving");
    assert.equal(await fitting(again.page), all);
    await again.close();
}

try {
    const startMs = performance.now();
    for (const file of readdirSync(folder).filter((each) => each.endsWith(".json"))) {
        const name = file.replace(".json", ".html");
        const expected = JSON.parse(readFileSync(join(folder, file), "utf8"));
        await look(name, expected);
        if (expected.use) {
            await use(name);
        }
        console.log(`${name}: as expected, ${Math.round(performance.now() - startMs)} ms`);
    }
} finally {
    await browser.close();
}
