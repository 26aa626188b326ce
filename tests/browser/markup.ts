import { parseHTML } from "deno-dom";
import type { Page } from "playwright-core";

export async function readMarkupFaults(page: Page): Promise<string[]> {
  const sent = await page.request.get(page.url());
  const { document } = parseHTML(await sent.text());
  return [
    ...await page.evaluate(findMarkupFaults, null),
    ...findMarkupFaults(document).map((it) => `as sent: ${it}`),
  ];
}

/** The same of one document; null: the page in which it runs. It has no references outside itself. */
export function findMarkupFaults(given: Document | null): string[] {
  const page = given ?? document;
  const faults = new Set<string>();
  const nameOf = (it: Element) =>
    [it.localName, ...(it.getAttribute("class") ?? "").split(" ")]
      .filter(Boolean).join(".");
  const blocks =
    "address article aside blockquote details dialog div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre search section table ul"
      .split(" ");
  const ofWords =
    "p h1 h2 h3 h4 h5 h6 pre label span button strong em b i s small code sub sup time"
      .split(" ");
  for (const block of page.querySelectorAll(blocks.join())) {
    const around = block.parentElement?.closest(ofWords.join());
    if (around) faults.add(`${nameOf(block)} within ${nameOf(around)}`);
  }
  const switches =
    "autofocus checked disabled hidden inert multiple novalidate open readonly required reversed selected"
      .split(" ");
  for (const name of switches) {
    for (const one of page.querySelectorAll(`[${name}]`)) {
      const value = one.getAttribute(name);
      if (value === "" || value === name) continue;
      if (name === "hidden" && value === "until-found") continue;
      faults.add(`${nameOf(one)} has ${name}="${value}"`);
    }
  }
  const isNamed = (it: Element) =>
    (it.getAttribute("aria-label") ?? "").trim() !== "" ||
    (it.getAttribute("aria-labelledby") ?? "").split(" ").some((id) =>
      id && page.getElementById(id)?.textContent?.trim()
    ) || it.localName === "fieldset" && it.querySelector("legend") !== null;
  const regions =
    "dialog aside fieldset [role=dialog] [role=region] [role=complementary] [role=group] [role=radiogroup] [role=toolbar] [role=tablist] [role=tabpanel] [role=menu] [role=listbox] [role=log]"
      .split(" ");
  if (page.querySelectorAll("nav").length > 1) regions.push("nav");
  for (const region of page.querySelectorAll(regions.join())) {
    const isEmpty = region.textContent?.trim() === "";
    if (!isNamed(region) && !isEmpty) {
      faults.add(`${nameOf(region)} has no name`);
    }
  }
  const ids = new Set<string>();
  for (const { id } of page.querySelectorAll("[id]")) {
    if (ids.has(id)) faults.add(`two have the id ${id}`);
    ids.add(id);
  }
  return [...faults];
}
