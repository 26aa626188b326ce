const isApple = (): boolean =>
  /Mac|iP(hone|ad|od)/.test(globalThis.navigator?.platform ?? "");

/** Formats keys such as `Mod-Alt-1` as they are printed on the keyboard: `Ctrl+Alt+1`, or `⌘⌥1`. */
export function formatShortcut(keys: string): string {
  const parts = keys.split("-");
  if (!isApple()) {
    return parts.map((it) => it === "Mod" ? "Ctrl" : it).join("+");
  }
  const signs: Record<string, string> = { Mod: "⌘", Alt: "⌥", Shift: "⇧" };
  return parts.map((it) => signs[it] ?? it).join("");
}
