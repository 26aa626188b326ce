/** Schemas of ids in bodies and commands (SYNC-13). */
import { z } from "zod";
import { isId } from "./ids.ts";
import { fault } from "./faults.ts";

export const id = z.string().refine(isId, fault("not-an-id"));

/** Idempotency key, made by the page: a request repeated with it has no second effect (SYNC-3). */
export const press = id.optional();

export const roomId = z.union([z.literal("main"), id]);
