/** Values from outside against their schemas. The worker that reads imports loads this too, so it imports no services. */
import type { z } from "zod";
import { faultsOf } from "../../classroom/model/faults.ts";
import { refusal } from "../../classroom/model/refuse.ts";

/** Throws `malformed` with the errors. */
export function validate<S extends z.ZodType>(
  value: unknown,
  schema: S,
): z.output<S> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const errors = faultsOf(read.error);
  throw refusal("malformed", {}, { errors });
}
