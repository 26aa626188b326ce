/** A new template of a teacher, over HTTP. */
import type { WholeTemplate } from "../../classroom/model/resources/templates.ts";
import { ask, type Reply } from "../client/ask.ts";
import type { IdempotencyKeys } from "../client/session_api.ts";

/** Adds it: once, also where the reply is lost and the same is added again (S3). */
export function addTemplate(
  presses: IdempotencyKeys,
  fields: Omit<WholeTemplate, "id" | "at">,
): Promise<Reply<{ template: WholeTemplate }>> {
  return presses.send(
    fields,
    (id) => ask("POST", "/api/templates", { ...fields, id }),
  );
}
