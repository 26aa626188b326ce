/** Lists as people read them: "Ben, Chloe and Dan". */
import { language } from "../../locales/current.ts";

/** Writes a list; nothing where there is nothing in it. */
export function writeList(parts: readonly string[]): string {
  return new Intl.ListFormat(language().formats).format(parts);
}
