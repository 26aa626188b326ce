/** Control characters, which no page may have in it: people paste them unseen, out of slides and other programs. */
import { z } from "zod";

/** A text without them; tabs and line ends stay. HTML and XML have no way to write them. */
export function withoutControls(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g, "");
}

/** What somebody wrote, as bodies and commands have it. */
export const writtenText = z.string().overwrite(withoutControls);
