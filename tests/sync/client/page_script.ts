/** Makes `in_page.ts` a script that a page can run; it leaves what that exports in `inPage`. */
import { rolldown } from "rolldown";
import type * as InPage from "./in_page.ts";

declare global {
  /** In a page that has run {@link pageScript}. */
  var inPage: typeof InPage;
}

/** The script's text. */
export async function pageScript(): Promise<string> {
  const bundle = await rolldown({
    input: new URL("in_page.ts", import.meta.url).pathname,
    platform: "browser",
  });
  const { output: [{ code }] } = await bundle.generate({
    format: "iife",
    name: "inPage",
    codeSplitting: false,
  });
  await bundle.close();
  return code;
}
