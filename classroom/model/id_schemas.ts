/** Schemas of ids in bodies and commands (SYNC-13). */
import { z } from "zod";
import { isId } from "./ids.ts";
import { faultMessage } from "./faults.ts";

export const idSchema = z.string().refine(isId, faultMessage("not-an-id"));

/** Idempotency key, made by the page: a request repeated with it has no second effect (SYNC-3). */
export const idempotencyKeySchema = idSchema.optional();

export const roomIdSchema = z.union([z.literal("main"), idSchema]);
