/** Ids as bodies and commands have them (S13). */
import { z } from "zod";
import { isId } from "./ids.ts";

/** An id of anything. */
export const id = z.string().refine(isId, "must be an id");

/** The main room, or a breakout room. */
export const roomId = z.union([z.literal("main"), id]);
