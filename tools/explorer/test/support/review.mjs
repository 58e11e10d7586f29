// Views for a review: what axe finds, whether a view fits its screen, and whether its screenshot is like the reviewed one.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "./chain.mjs";

const REVIEWED = join(REPOSITORY, "docs/explorer");
const update = process.env.UPDATE === "1";
/** The part of pixels that may differ: clocks go on, and another machine has other fonts. */
const TOLERANCE = 0.005;

/** The part of pixels that differ by more than a shade between two images, and the rows that have some, compared in the browser. */
const difference = (page, one, other) => page.evaluate(async (a, b) => {
  const load = async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  const [first, second] = [await load(a), await load(b)];
  // A row more or less in a table is a difference, too.
  const sizes = `${first.width} by ${first.height} pixels in the place of ${second.width} by ${second.height}`;
  if (first.width !== second.width || Math.abs(first.height - second.height) > 24) return { part: 1, where: sizes };
  const height = Math.min(first.height, second.height);
  const rows = new Set();
  let many = 0;
  for (let at = 0; at < height * first.width * 4; at += 4) {
    if (Math.abs(first.data[at] - second.data[at]) + Math.abs(first.data[at + 1] - second.data[at + 1]) + Math.abs(first.data[at + 2] - second.data[at + 2]) > 96) {
      many += 1;
      // In tens: a line of text is one or two.
      rows.add(Math.floor(at / 4 / first.width / 10) * 10);
    }
  }
  return { part: many / (height * first.width), where: `${sizes}, in the rows from ${[...rows].sort((a, b) => a - b).join(", ")} on` };
}, one, other);

/**
 * Holds the page of a live network still, and puts figures, clocks and plots in place that are the same in each run: amounts
 * become 123.4567, other numbers 12, shortened addresses and hashes 0x1234…abcd. What is compared then is all but them. The
 * page is of no further use.
 */
export async function still(page) {
  await page.evaluate(() => {
    globalThis.requestAnimationFrame = () => 0;
    for (const clock of document.querySelectorAll("time")) clock.textContent = "in 6 d 23 h";
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { currentNode: text } = texts;
      const place = text.parentElement;
      // Hashes of transactions and blocks differ in each run.
      if (place.closest("code") && /^0x[0-9a-f]+…[0-9a-f]+$/i.test(text.data)) text.data = "0x1234…abcd";
      if (place.closest("code, h1, time, script, label, td a, textarea")) continue;
      const amount = place.closest(".figure")?.querySelector(".unit") != null;
      if (/\d/.test(text.data)) text.data = text.data.replaceAll(/\d[\d,]*(\.\d+)?/g, amount ? "123.4567" : "12");
    }
    const [rates, growth] = document.querySelectorAll("x-plot");
    const x = Array.from({ length: 20 }, (_, index) => index + 1);
    const values = x.map((one) => 1 + Math.max(0, one - 8) / 10_000);
    if (rates) rates.plot = { title: "What a share is worth", unit: "TNT", kind: "lines", fit: true, digits: 9, x, xLabel: "Block", series: [{ label: "Rate", values }] };
    if (growth) growth.plot = { title: "Growth by era", unit: "% of a share", digits: 6, x, xLabel: "Era", series: [{ label: "Growth", values: x.map((one) => (one < 8 ? 0 : 0.01)) }] };
    // A chart that is out of view follows when it comes into view, or where it is put into the page.
    for (const plot of [rates, growth]) plot?.parentNode.insertBefore(plot, plot.nextSibling);
  });
}

/** What is wrong with the screenshot of a view; nothing, or a text. UPDATE=1 writes it instead. */
export async function screenshotOf(page, name) {
  mkdirSync(REVIEWED, { recursive: true });
  const file = join(REVIEWED, `${name}.png`);
  const shot = await page.screenshot({ fullPage: true, encoding: "base64" });
  if (update) {
    writeFileSync(file, Buffer.from(shot, "base64"));
    return [];
  }
  if (!existsSync(file)) return [`${file}: expected a reviewed screenshot, received none; UPDATE=1 writes it`];
  const { part, where } = await difference(page, shot, readFileSync(file).toString("base64"));
  if (part <= TOLERANCE) return [];
  const received = `/tmp/${name}.received.png`;
  writeFileSync(received, Buffer.from(shot, "base64"));
  return [`${name}: expected the reviewed screenshot, received one of which ${(part * 100).toFixed(2)} % differ (${where}): ${received}`];
}

/** What is wrong with a view beside its screenshot: by axe, failures that it shows, and its width. */
export async function faultsOf(opened, name) {
  const failed = await opened.page.evaluate(() => [...document.querySelectorAll("main .failure")].map((one) => one.innerText));
  const overflow = await opened.overflow();
  return [
    ...(await opened.axe()).map((one) => `${name}: ${one}`),
    ...failed.map((one) => `${name}: expected no failure, received ${one}`),
    ...(overflow > 0 ? [`${name}: expected no scrolling sideways, received ${overflow} pixels`] : []),
  ];
}
