// The page by the keyboard alone.
import assert from "node:assert/strict";

/** What a view has in the order of Tab: links, buttons, fields, and what opens details. Areas that scroll come in addition. */
const STOPS = "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary";

/** Notes which elements the focus comes to, until the first one has it again, and how each looks with and without it. */
const observe = (stops) => {
  globalThis.walk?.end();
  const look = (one) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(one);
    const outline = outlineStyle === "none" || parseFloat(outlineWidth) === 0 ? "none" : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
    return { outline, boxShadow };
  };
  const expected = [...document.querySelectorAll(stops)].filter((one) => one.checkVisibility({ visibilityProperty: true }));
  document.activeElement?.blur();
  const plain = new Map(expected.map((one) => [one, look(one)]));
  const [focused, first] = [new Map(), []];
  const walk = { closed: false };
  const listen = ({ target }) => {
    if (first.length === 0) first.push(target);
    else if (target === first[0]) walk.closed = true;
    focused.set(target, look(target));
  };
  document.addEventListener("focusin", listen);
  walk.end = () => document.removeEventListener("focusin", listen);
  walk.faults = () => {
    const named = (one) => one.outerHTML.replaceAll(/<!--.*?-->/g, "").slice(0, 120);
    // At this width or at a smaller one.
    const scrolls = (one) => [getComputedStyle(one).overflowX, getComputedStyle(one).overflowY].some((way) => way === "auto" || way === "scroll");
    const indicated = (one) => {
      const [on, off] = [focused.get(one), plain.get(one) ?? { outline: "none", boxShadow: "none" }];
      return (on.outline !== "none" && on.outline !== off.outline) || (on.boxShadow !== "none" && on.boxShadow !== off.boxShadow);
    };
    return [
      ...(walk.closed ? [] : ["expected Tab to come back to where it began, received no end"]),
      ...expected.filter((one) => !focused.has(one)).map((one) => `expected Tab to reach ${named(one)}`),
      ...[...focused.keys()].filter((one) => !plain.has(one) && !scrolls(one)).map((one) => `expected no stop of Tab at ${named(one)}`),
      ...[...focused.keys()].filter((one) => !indicated(one)).map((one) => `expected an indicator of the focus at ${named(one)}`),
    ];
  };
  globalThis.walk = walk;
  return expected.length;
};

/** What is wrong with a view for the keyboard: Tab reaches each link, button and field, nothing else, and the focus is seen. */
export async function keyboardFaults({ page }, name) {
  const stops = await page.evaluate(observe, STOPS);
  for (let pressed = 0; pressed < 2 * stops + 40; pressed += 10) {
    for (let press = 0; press < 10; press++) await page.keyboard.press("Tab");
    if (await page.evaluate(() => globalThis.walk.closed)) break;
  }
  const faults = await page.evaluate(() => {
    globalThis.walk.end();
    document.activeElement?.blur();
    return globalThis.walk.faults();
  });
  return faults.map((one) => `${name}: ${one}`);
}

/** Comes to an element by Tab alone, and presses Enter there. */
export async function enter({ page }, selector) {
  await page.waitForSelector(selector, { timeout: 45_000 });
  for (let pressed = 0; pressed < 500; pressed++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return page.keyboard.press("Enter");
  }
  return assert.fail(`expected Tab to reach ${selector} at ${page.url()}, received no end`);
}
