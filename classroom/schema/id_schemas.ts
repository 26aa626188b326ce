/** Ids as bodies and commands have them (S13). */
import { z } from "zod";
import { isId } from "./ids.ts";
import { fault } from "./faults.ts";

/** An id of anything. */
export const id = z.string().refine(isId, fault("not-an-id"));

/** The main room, or a breakout room. */
export const roomId = z.union([z.literal("main"), id]);
