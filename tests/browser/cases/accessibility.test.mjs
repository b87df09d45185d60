// What must hold in every view for everyone: axe finds nothing; at any zoom nothing is cut and nothing scrolls sideways;
// nothing moves for those who want no motion; with colours of one's own everything can still be told apart.

import { THEMES, axe, expect, studio, test } from "../harness.mjs";
import { breakPage, everyView, STOPPED, STEPS } from "../views.mjs";
import { go, preset } from "../shipping.mjs";

/** Walks through every view; gives what is wrong, by view. */
async function wrongIn(page, find) {
  const wrong = {};
  let views = 0;
  await everyView(page, async (name) => {
    views += 1;
    const found = await find(page);
    if (found.length) wrong[name] = found;
  });
  expect.ok(views > 30, `${views} views`);
  return wrong;
}

const sideways = (page) => page.evaluate(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth ? [`the page is ${scrollWidth - clientWidth} px wider than the window`] : [];
});

for (const theme of THEMES) {
  for (const width of [360, 1440]) {
    test(`axe finds nothing in any view, ${theme}, ${width}`, { timeout: 600_000 }, async (t) => {
      const { page } = await studio(t, { from: "file", theme, width });
      expect.deepEqual(await wrongIn(page, async () => [...await axe(page), ...await sideways(page)]), {});
    });
  }

  test(`axe finds nothing where the page stopped, ${theme}`, async (t) => {
    const { page } = await studio(t, { from: "file", theme, expected: STOPPED });
    await preset(page);
    await breakPage(page);
    expect.deepEqual(await axe(page), []);
    await page.click('a:has-text("Reload")');
    await page.waitForSelector('dialog:has-text("Kindling stopped here")');
    expect.deepEqual(await axe(page), []);
  });
}

/** Controls of which a part can be neither seen nor scrolled to. */
const cut = (page) => page.evaluate(() => {
  const reach = (element) => {
    let { left, right } = element.getBoundingClientRect();
    for (let around = element.parentElement; around; around = around.parentElement) {
      const { overflowX, position } = getComputedStyle(around);
      const box = around.getBoundingClientRect();
      if (/auto|scroll/.test(overflowX) && around.scrollWidth > around.clientWidth) ({ left, right } = box);
      else if (/hidden|clip/.test(overflowX) && (left < box.left - 1 || right > box.right + 1)) return `${around.className || around.tagName} cuts it`;
      if (position === "fixed") break;
    }
    return left < -1 || right > innerWidth + 1 ? `it reaches from ${Math.round(left)} to ${Math.round(right)} of ${innerWidth} px` : "";
  };
  const wrong = [];
  const open = document.querySelector("dialog[open]") ?? document;
  for (const element of open.querySelectorAll("a[href], button, input, select, textarea, summary, h1, h2, label, .c-help")) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest(".c-unseen, [hidden]")) continue;
    const why = reach(element);
    if (why) wrong.push(`${element.tagName} ${element.id || element.textContent.trim().slice(0, 30)}: ${why}`);
  }
  return wrong;
});

// A window of 1280 px at 200 % and at 400 % has so many CSS pixels.
for (const [zoom, width, height] of [[200, 640, 450], [400, 320, 640]]) {
  test(`at ${zoom} % nothing is cut and nothing scrolls sideways`, { timeout: 600_000 }, async (t) => {
    const { page } = await studio(t, { from: "file", width, context: { viewport: { width, height }, deviceScaleFactor: zoom / 100 } });
    expect.deepEqual(await wrongIn(page, async () => [...await cut(page), ...await sideways(page)]), {});
  });
}

/** What moves, or would when it changes. */
const moving = (page) => page.evaluate(() => {
  const wrong = new Set();
  for (const element of document.querySelectorAll("*")) {
    for (const part of [null, "::before", "::after", "::backdrop"]) {
      const { transitionDuration, animationDuration, animationName, scrollBehavior } = getComputedStyle(element, part);
      const longest = (times) => Math.max(...times.split(",").map(parseFloat));
      const name = `${element.tagName}.${element.getAttribute("class")}${part ?? ""}`;
      if (longest(transitionDuration) > 0.01) wrong.add(`${name} changes over ${transitionDuration}`);
      if (animationName !== "none" && longest(animationDuration) > 0.01) wrong.add(`${name} moves over ${animationDuration}`);
      if (scrollBehavior === "smooth") wrong.add(`${name} scrolls smoothly`);
    }
  }
  return [...wrong];
});

test("nothing moves for those who want no motion", { timeout: 600_000 }, async (t) => {
  const { page } = await studio(t, { from: "file", context: { reducedMotion: "reduce" } });
  expect.deepEqual(await wrongIn(page, moving), {});
  const { page: other } = await studio(t, { from: "file", context: { reducedMotion: "no-preference" } });
  expect.ok((await moving(other)).length > 0, "elsewhere something does, and the test would see it");
});

/** What is chosen looks different from its neighbours, and icons from their ground, without a colour of ours. */
const alike = (page) => page.evaluate(() => {
  const ground = (element) => {
    for (let around = element; around; around = around.parentElement) {
      const { backgroundColor } = getComputedStyle(around);
      if (!/, 0\)$|transparent/.test(backgroundColor)) return backgroundColor;
    }
    return "";
  };
  const look = (element) => {
    const style = getComputedStyle(element);
    const parts = ["outlineStyle", "outlineWidth", "borderTopColor", "borderBottomColor", "borderTopWidth", "borderBottomWidth", "borderLeftWidth", "textDecorationLine", "color"];
    return [ground(element), ...parts.map((part) => style[part])].join(" ");
  };
  const wrong = [];
  const chosen = '[aria-current], [aria-pressed="true"], [aria-selected="true"], .m-active';
  for (const element of document.querySelectorAll(chosen)) {
    if (!element.checkVisibility()) continue;
    const row = element.closest("ol, [role=group], [role=tree], tbody, .c-turns") ?? element.parentElement;
    const others = [...row.querySelectorAll(element.tagName)].filter((other) => other.role === element.role && !other.matches(chosen) && other.checkVisibility());
    if (others.some((other) => look(other) === look(element))) wrong.push(`${element.tagName} ${element.className} ${element.textContent.trim().slice(0, 20)} looks like the others`);
  }
  for (const icon of document.querySelectorAll("svg.c-icon")) {
    if (!icon.checkVisibility()) continue;
    const { stroke, fill } = getComputedStyle(icon);
    if ([stroke, fill].every((colour) => colour === "none" || colour === ground(icon))) wrong.push(`an icon in ${icon.parentElement.className || icon.parentElement.tagName} has the colour of its ground`);
  }
  return wrong;
});

test("with forced colours what is chosen, focused or drawn can be told", { timeout: 600_000 }, async (t) => {
  const { page } = await studio(t, { from: "file", context: { forcedColors: "active" } });
  expect.ok(await page.evaluate(() => matchMedia("(forced-colors: active)").matches));
  expect.deepEqual(await wrongIn(page, alike), {});
});

test("with forced colours the focus has a ring wherever it goes", { timeout: 240_000 }, async (t) => {
  const { page } = await studio(t, { from: "file", context: { forcedColors: "active" } });
  await preset(page);
  const without = new Set();
  for (const step of STEPS) {
    await go(page, step);
    for (let stop = 0; stop < 30; stop += 1) {
      await page.keyboard.press("Tab");
      const bare = await page.evaluate(() => {
        const active = document.activeElement;
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(active);
        const ringed = outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 && !/, 0\)$/.test(outlineColor);
        return active === document.body || ringed ? "" : `${active.tagName} ${active.id} ${active.className}`;
      });
      if (bare) without.add(`${step}: ${bare}`);
    }
  }
  expect.deepEqual([...without], []);
});
