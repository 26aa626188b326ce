/** Moments in bodies: ISO 8601 with an offset, read as milliseconds since 1970. */
import { z } from "zod";
import { fault } from "../schema/faults.ts";

/** A moment that somebody sends. */
export const moment = z.iso.datetime({
  offset: true,
  error: fault("not-a-time"),
}).transform((text) => Date.parse(text));
