/**
 * Finds elements by role and name inside the page, alike in all engines. These functions are sent as text, so each must
 * be self-contained.
 */

/** `text`: any element with these words; `file`: a file input. */
export type TargetRole =
  | "button"
  | "link"
  | "tab"
  | "textbox"
  | "checkbox"
  | "radio"
  | "option"
  | "menuitemradio"
  | "dialog"
  | "heading"
  | "complementary"
  | "log"
  | "popover"
  | "text"
  | "file";

export interface Target {
  readonly role: TargetRole;
  /** Accessible name or whole text, or a pattern. */
  readonly name?: string | RegExp;
  /** Selector of an ancestor. */
  readonly within?: string;
  /** Takes the last match; default: the first. */
  readonly last?: boolean;
}

/** `Target` as JSON. */
export interface TargetQuery {
  role: TargetRole;
  name: string | null;
  pattern: [source: string, flags: string] | null;
  within: string;
  last: boolean;
}

export function targetQuery(
  { role, name, within, last = false }: Target,
): TargetQuery {
  return {
    role,
    name: typeof name === "string" ? name : null,
    pattern: name instanceof RegExp ? [name.source, name.flags] : null,
    within: within ?? "body",
    last,
  };
}

export function describeTarget({ role, name, within }: Target): string {
  return `${role} ${name ?? ""}${within ? ` in ${within}` : ""}`;
}

/** Finds the visible match. */
export function findTarget({ role, name, pattern, within, last }: TargetQuery) {
  const selectors: Record<TargetRole, string> = {
    button: "button:not([role]), [role=button], summary, input[type=submit]",
    link: "a[href]:not([role])",
    tab: "[role=tab]",
    textbox:
      "textarea, input:not([type]), input:is([type=text], [type=email], [type=password], [type=search], [type=number]), [role=textbox]",
    checkbox: "input[type=checkbox], [role=checkbox]",
    radio: "input[type=radio], [role=radio]",
    option: "option, [role=option]",
    menuitemradio: "[role=menuitemradio]",
    heading: "h1, h2, h3",
    dialog: "dialog[open], [role=dialog]",
    complementary: "aside, [role=complementary]",
    log: "[role=log]",
    popover: ":popover-open",
    text: "*",
    file: "input[type=file]",
  };
  const tidy = (text: string) => text.replace(/\s+/g, " ").trim();
  const isThere = (element: Element) =>
    role === "file" ||
    element.checkVisibility({ visibilityProperty: true }) &&
      element.getClientRects().length > 0;
  const wordsOf = (element: Element): string =>
    [...element.childNodes].map((node) => {
      if (node instanceof Text) return node.data;
      if (!(node instanceof Element)) return "";
      if (node.getAttribute("aria-hidden") === "true") return "";
      if (!node.checkVisibility()) return "";
      const own = node.getAttribute("aria-label") ?? node.getAttribute("alt") ??
        wordsOf(node);
      const isInline = getComputedStyle(node).display.startsWith("inline");
      return isInline ? own : ` ${own} `;
    }).join("");
  const named = (element: Element): string => {
    const by = element.getAttribute("aria-labelledby");
    if (by) {
      return by.split(" ").map((id) =>
        document.getElementById(id)?.textContent ?? ""
      ).join(" ");
    }
    const label = element.getAttribute("aria-label");
    if (label !== null) return label;
    const labels = (element as HTMLInputElement).labels;
    if (labels?.length) return [...labels].map(wordsOf).join(" ");
    return wordsOf(element) || element.getAttribute("title") ||
      element.getAttribute("placeholder") || "";
  };
  const fits = (text: string) => {
    if (name !== null) return text === name;
    return pattern === null || new RegExp(...pattern).test(text);
  };
  const found = [...document.querySelectorAll(within)]
    .flatMap((root) => [...root.querySelectorAll(selectors[role])])
    .filter((element) => {
      if (role !== "text") return fits(tidy(named(element)));
      // Ancestors have the same text; take the innermost.
      return !element.matches("script, style, noscript, template") &&
        fits(tidy(element.textContent ?? "")) &&
        ![...element.children].some((child) =>
          fits(tidy(child.textContent ?? ""))
        );
    })
    .filter(isThere);
  return (last ? found.at(-1) : found[0]) ?? null;
}

export function positionOf(element: Element) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return { left, right, top, bottom };
}

/** Scrolls the element into view. Returns what covers its middle, or null. */
export async function findCover(element: Element): Promise<string | null> {
  const place = () => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x, y, width, height].join();
  };
  element.scrollIntoView({ block: "nearest", inline: "nearest" });
  const before = place();
  await new Promise((resolve) =>
    requestAnimationFrame(() => requestAnimationFrame(resolve))
  );
  if (place() !== before) return "it moves";
  const { x, y, width, height } = element.getBoundingClientRect();
  const there = document.elementFromPoint(x + width / 2, y + height / 2);
  if (there === null) return "it is off the screen";
  const label = there.closest("label");
  if (element.contains(there) || label?.control === element) return null;
  return there.outerHTML.slice(0, 120);
}
