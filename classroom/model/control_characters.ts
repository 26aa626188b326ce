/** Removes control characters, which people paste unseen from slides and other programs. */
import { z } from "zod";

/** Keeps tabs and line ends. HTML and XML cannot express the removed characters. */
export function removeControlCharacters(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g, "");
}

/** Text that a person typed, in bodies and commands. */
export const typedTextSchema = z.string().overwrite(removeControlCharacters);
