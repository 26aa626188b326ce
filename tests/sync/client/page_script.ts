/** Makes `in_page.ts` a script that a page can run; it leaves what that exports in `inPage`. */
import { bundled } from "../../program.ts";
import type * as InPage from "./in_page.ts";

declare global {
  /** In a page that has run {@link pageScript}. */
  var inPage: typeof InPage;
}

/** The script's text. */
export function pageScript(): Promise<string> {
  return bundled(new URL("in_page.ts", import.meta.url), "inPage");
}
