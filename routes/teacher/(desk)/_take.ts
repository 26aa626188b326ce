/** The form by which an example is taken over. */
import { z } from "zod";

/** Its fields: which one. */
export const takeBody = z.strictObject({ example: z.string().max(40) });
