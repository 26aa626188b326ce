/** Bundles `in_page.ts` as a script for pages; its exports are in `inPage`. */
import { bundleModule } from "../../program.ts";
import type * as InPage from "./in_page.ts";

declare global {
  /** In a page that has run {@link pageScript}. */
  var inPage: typeof InPage;
}

export function pageScript(): Promise<string> {
  return bundleModule(new URL("in_page.ts", import.meta.url), "inPage");
}
