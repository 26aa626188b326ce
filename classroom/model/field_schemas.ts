/** Schemas of ids and typed texts in bodies and commands (SYNC-13). */
import { z } from "zod";
import { faultMessage } from "./faults.ts";
import { idPattern } from "./ids.ts";

export const idSchema = z.string().regex(
  idPattern,
  faultMessage("not-an-id"),
);

/** Made by the page: a request that is repeated with the same key has no second effect (SYNC-3). */
export const idempotencyKeySchema = idSchema.optional();

export const roomIdSchema = z.union([z.literal("main"), idSchema]);

/**
 * Removes control characters, which people paste unseen from other programs, and which HTML and XML cannot express.
 * Keeps tabs and line ends.
 */
export function removeControlCharacters(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g, "");
}

/** Text that a person typed, in bodies and commands. */
export const typedTextSchema = z.string().overwrite(removeControlCharacters);
