/** The common shape of errors, for the API's description. */
import { z } from "zod";
import { nameSchema } from "../../classroom/model/result_schemas.ts";

const value = z.record(z.string(), z.union([z.string(), z.number()]));

export const problemSchema = nameSchema(
  "Problem",
  z.looseObject({
    type: z.string().describe("the refusal's name"),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("a sentence in the reader's language"),
    reason: z.string().optional().describe("more precise than the name"),
    values: value.optional(),
    errors: z.array(z.object({
      path: z.string(),
      reason: z.string(),
      values: value,
      message: z.string(),
    })).optional().describe("the fields that do not fit"),
    id: z.string().optional().describe("of a bug: where the log has it"),
  }),
);
