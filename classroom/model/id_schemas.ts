/** Ids as bodies and commands have them (S13). */
import { z } from "zod";
import { isId } from "./ids.ts";
import { fault } from "./faults.ts";

/** An id of anything. */
export const id = z.string().refine(isId, fault("not-an-id"));

/** The id of a press, made by the page: sent again with it, something is not made again (S3). */
export const press = id.optional();

/** The main room, or a breakout room. */
export const roomId = z.union([z.literal("main"), id]);
