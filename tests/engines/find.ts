/**
 * What runs in the pages of the engines: finding things by their role and name, as a person or a screen reader knows
 * them. The same for all engines, so that a lesson is the same in each. Functions that are sent into a page bring along
 * all that they need.
 */

/** Roles that something is looked for by; `text` is any element of these words, `file` what a file is given to. */
export type Role =
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

/** Something on a page. */
export interface What {
  readonly role: Role;
  /** Its accessible name, or its words: the whole of them, or a pattern. */
  readonly name?: string | RegExp;
  /** A selector of what it is in. */
  readonly within?: string;
  /** The last of several; the first, otherwise. */
  readonly last?: boolean;
}

/** The same as JSON. */
export interface Sought {
  role: Role;
  name: string | null;
  pattern: [source: string, flags: string] | null;
  within: string;
  last: boolean;
}

/** What a page is asked for. */
export function sought({ role, name, within, last = false }: What): Sought {
  return {
    role,
    name: typeof name === "string" ? name : null,
    pattern: name instanceof RegExp ? [name.source, name.flags] : null,
    within: within ?? "body",
    last,
  };
}

/** What somebody would call it, for the sentence that says it was not there. */
export function nameOf({ role, name, within }: What): string {
  return `${role} ${name ?? ""}${within ? ` in ${within}` : ""}`;
}

/** Finds what is sought among what can be seen. */
export function find({ role, name, pattern, within, last }: Sought) {
  const selectors: Record<Role, string> = {
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
      // The innermost: what is around it has the same words.
      return !element.matches("script, style, noscript, template") &&
        fits(tidy(element.textContent ?? "")) &&
        ![...element.children].some((child) =>
          fits(tidy(child.textContent ?? ""))
        );
    })
    .filter(isThere);
  return (last ? found.at(-1) : found[0]) ?? null;
}

/** Where something is on the screen. */
export function placeOf(element: Element) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return { left, right, top, bottom };
}

/** Whether a press in its middle would reach something, which comes into view for it; what is in the way, otherwise. */
export async function inTheWay(element: Element): Promise<string | null> {
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
