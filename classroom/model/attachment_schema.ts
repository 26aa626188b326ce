/** A file of a message or of instructions, as it is stored and answered. `files.ts` has its type, for pages. */
import { z } from "zod";
import { namedIdSchema, nameSchema } from "./result_schemas.ts";

export const attachmentSchema = nameSchema(
  "Attachment",
  z.object({
    id: namedIdSchema,
    /** Safe to show, and as a file name. */
    name: z.string(),
    size: z.int().describe("in bytes"),
    /** Media type: for `inlineImageTypes` read from the bytes, else as declared. */
    type: z.string(),
    /** Width and height of such an image as it is displayed. */
    width: z.number().optional(),
    height: z.number().optional(),
  }),
);
