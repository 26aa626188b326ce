/** Presses each control of a page once by its key, and what opens by it, and finds where the focus is lost or hidden. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";

interface Control {
  readonly name: string;
  readonly key: string;
  readonly isField: boolean;
}

interface Where {
  readonly within?: string;
  /** Selector of controls to leave out, since they leave the page. */
  readonly except?: string;
}

/** Presses everything on the page or a part of it, and asserts a least number of pressed controls. */
export async function assertFocusKept(
  page: Page,
  least: number,
  where?: Where,
): Promise<void> {
  await page.waitForLoadState("networkidle");
  const { pressed, faults } = await pressAll(page, where);
  assert.deepEqual(faults, []);
  const many = `${pressed.length} pressed: ${pressed.join(", ")}`;
  assert(pressed.length >= least, many);
}

/**
 * Presses all controls of the page or of a part, except navigation. Returns what was pressed in order, and faults of
 * the focus.
 */
async function pressAll(
  page: Page,
  { within = "body", except = "nothing" }: Where = {},
): Promise<{ pressed: string[]; faults: string[] }> {
  const faults: string[] = [], pressed: string[] = [];
  await page.evaluate(watchPresses, [within, except]);
  const asked = <T>(what: "next" | "look" | "left") =>
    page.evaluate(
      (what) =>
        (globalThis as unknown as { keyboard: Record<string, () => unknown> })
          .keyboard[what](),
      what,
    ) as Promise<T>;
  for (;;) {
    const control = await asked<Control | null>("next");
    if (control) {
      pressed.push(control.name);
      if (control.isField) await page.keyboard.type("a");
      await page.keyboard.press(control.key);
      const found = await asked<string[]>("look");
      faults.push(...found.map((it) => `${control.name}: ${it}`));
      continue;
    }
    const layer = await asked<string | null>("left");
    if (layer === null) break;
    await page.keyboard.press("Escape");
    const found = await asked<string[]>("look");
    faults.push(...found.map((it) => `Escape in ${layer}: ${it}`));
  }
  return { faults: [...new Set(faults)], pressed };
}

/** Chooses the next control and checks the focus after each press. Runs in the page. */
function watchPresses([within, except]: string[]) {
  const field =
    "input:not([type=checkbox], [type=radio], [type=file], [type=hidden], [type=range], [type=button], [type=submit], [type=color]), textarea";
  const controls =
    `a[href], button, summary, select, input:not([type=hidden], [type=file]), textarea, [tabindex="0"], ` +
    "[role=menuitem], [role=menuitemradio], [role=menuitemcheckbox], [role=tab], [role=option]";
  const isShown = (it: Element) => {
    const { width, height } = it.getBoundingClientRect();
    return width > 0 && height > 0 &&
      it.checkVisibility({ visibilityProperty: true }) &&
      !it.closest("[inert]");
  };
  const textOf = (it: Element) => (it as HTMLElement).innerText ?? "";
  const nameOf = (it: Element): string => {
    const { id } = it;
    const label = it.getAttribute("aria-label") ||
      (it.getAttribute("aria-labelledby") ?? "").split(" ").map((id) =>
        document.getElementById(id)?.textContent ?? ""
      ).join(" ").trim() ||
      ((it as HTMLInputElement).labels?.[0]?.innerText ?? "") ||
      textOf(it) || it.getAttribute("title") || id || it.className;
    return `${it.getAttribute("role") ?? it.localName} “${
      label.replaceAll(/\s+/g, " ").trim().slice(0, 60)
    }”`;
  };

  const layerName = (it: HTMLElement) =>
    it.ariaLabel || it.getAttribute("aria-labelledby")
      ? nameOf(it)
      : it.id || it.className;

  navigation.addEventListener("navigate", (event) => {
    if (!event.hashChange) event.preventDefault();
  });
  Object.assign(globalThis, { open: () => null, print() {} });
  Element.prototype.requestFullscreen = () => Promise.reject(new Error());
  HTMLInputElement.prototype.showPicker = () => {};
  HTMLSelectElement.prototype.showPicker = () => {};

  let asking = 0;
  const { fetch } = globalThis;
  globalThis.fetch = async (...args: Parameters<typeof fetch>) => {
    asking++;
    try {
      return await fetch(...args);
    } finally {
      asking--;
    }
  };

  /** An open dialog or popover, and its opener. */
  interface Layer {
    readonly element: HTMLElement;
    readonly opener: Element | null;
    readonly name: string;
  }
  const layers: Layer[] = [];
  const isLayer = (it: Element) =>
    it.matches("dialog:modal") || it.matches(":popover-open");
  const cameFrom = new WeakMap<Element, Element>();
  document.addEventListener("focusin", ({ target, relatedTarget }) => {
    const layer = (target as Element).closest("dialog, [popover]");
    const from = relatedTarget as Element | null;
    if (layer && from && !layer.contains(from)) cameFrom.set(layer, from);
  });
  const allLayers = () =>
    [...document.querySelectorAll<HTMLElement>("dialog, [popover]")]
      .filter((it) => isLayer(it) && isShown(it));
  for (const element of allLayers()) {
    layers.push({ element, opener: null, name: layerName(element) });
  }
  const tried = new Set<Element>();

  const done = new WeakSet<Element>();
  /** By name: presses, and the highest number of controls at once. */
  const times = new Map<string, number>(), most = new Map<string, number>();
  let last: Element | null = null;
  let closes: Layer | null = null;

  const place = () => layers.at(-1);
  /** The menus of all messages have the same items, so each item is pressed in one menu only. */
  const layerKey = () =>
    place()?.name.replace(/ with .+’s message/, " with a message") ?? "";
  const keyOf = (it: Element) => `${layerKey()} > ${nameOf(it)}`;
  const next = () => {
    const root = place()?.element ?? document.querySelector(within);
    if (!root) return null;
    const all = [...root.querySelectorAll<HTMLElement>(controls)].filter((it) =>
      isShown(it) && !it.matches(":disabled") &&
      (place() || !it.closest("dialog:modal, :popover-open"))
    );
    const count = new Map<string, number>();
    for (const it of all) {
      const key = keyOf(it);
      count.set(key, (count.get(key) ?? 0) + 1);
    }
    for (const [key, n] of count) {
      most.set(key, Math.max(n, most.get(key) ?? 0));
    }
    const isUndo = (it: Element) => it.textContent?.trim() === "Undo";
    const rank = (it: Element) =>
      isUndo(it) ? -1 : it.closest(".dialog-head, .chat-head") ? 1 : 0;
    all.sort((one, other) => rank(one) - rank(other));
    const control = all.find((it) => {
      if (done.has(it) || it.matches(except)) return false;
      const href = it.getAttribute("href");
      if (href !== null && !href.startsWith("#")) return false;
      // Each takes back something else.
      if (isUndo(it)) return true;
      const key = keyOf(it);
      return (times.get(key) ?? 0) < most.get(key)!;
    });
    if (!control) return null;
    done.add(control);
    const key = keyOf(control);
    times.set(key, (times.get(key) ?? 0) + 1);
    control.focus();
    last = control;
    closes = null;
    return {
      name: key.replace(/^ > /, ""),
      key: control.matches("[type=checkbox], [type=radio]")
        ? "Space"
        : control.matches("select")
        ? "ArrowDown"
        : "Enter",
      isField: control.matches(field) &&
        (control as HTMLInputElement).value === "" &&
        (control as HTMLInputElement).type.match(/text|search/) !== null,
    };
  };

  const frame = () =>
    new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));

  const fault = (): string | null => {
    const it = document.activeElement;
    if (!it || it === document.body || it === document.documentElement) {
      return "the focus is on nothing";
    }
    if (!isShown(it)) return `the focus is on ${nameOf(it)}, which is hidden`;
    if (it.matches(":disabled")) {
      return `${nameOf(it)} is off and has the focus`;
    }
    const modal = [...document.querySelectorAll("dialog:modal")].at(-1);
    if (modal && !modal.contains(it)) {
      return `the focus is on ${nameOf(it)}, outside of what is open`;
    }
    return null;
  };

  const beginning = (dialog: Element): string | null => {
    const it = document.activeElement;
    if (!it || !dialog.contains(it)) return "the focus is not in it";
    const first = dialog.querySelector(`${field}, select`);
    const isHeading = it.matches("h1, h2, h3, [role=heading]");
    if (isHeading || it === first || dialog.matches(".eyes")) {
      return null;
    }
    return `begins at ${nameOf(it)}`;
  };

  const look = async () => {
    const found: string[] = [];
    await frame();
    const settled = () => asking === 0 && fault() === null;
    for (let calm = 0, frames = 0; calm < 2 && frames < 3_600; frames++) {
      await frame();
      if (layers.at(-1)?.opener === null && !allLayers().length) break;
      calm = settled() ? calm + 1 : 0;
    }
    const wrong = fault();
    const isFirst = layers.at(-1)?.opener === null &&
      !allLayers().includes(layers.at(-1)!.element);
    if (wrong && !isFirst) found.push(wrong);

    for (const layer of [...layers].reverse()) {
      if (layer.element.isConnected && isLayer(layer.element)) continue;
      layers.splice(layers.indexOf(layer), 1);
      cameFrom.delete(layer.element);
      const { opener } = layer;
      if (
        opener && closes === layer && opener.isConnected && isShown(opener) &&
        !opener.closest("[popover]:not(:popover-open)") &&
        nameOf(document.activeElement!) !== nameOf(opener)
      ) {
        found.push(
          `the focus came back to ${
            document.activeElement && nameOf(document.activeElement)
          } and not to ${nameOf(opener)}`,
        );
      }
      if (opener && closes !== layer && opener.isConnected) {
        done.delete(opener);
        const key = keyOf(opener);
        times.set(key, Math.max(0, (times.get(key) ?? 0) - 1));
      }
    }
    if (closes && layers.includes(closes)) {
      found.push("it stays open");
      tried.add(closes.element);
      layers.splice(layers.indexOf(closes), 1);
    }
    for (const element of allLayers()) {
      if (
        layers.some((it) => it.element === element) || tried.has(element)
      ) continue;
      const opener = cameFrom.get(element) ?? last;
      layers.push({ element, opener, name: layerName(element) });
      const bad = element.matches("dialog") ? beginning(element) : null;
      if (bad) found.push(`${nameOf(element)} ${bad}`);
    }
    return found;
  };

  const left = () => {
    closes = place() ?? null;
    return closes?.name.replace(/^ > /, "") ?? null;
  };

  Object.assign(globalThis, { keyboard: { next, look, left } });
}
