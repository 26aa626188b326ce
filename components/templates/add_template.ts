/** Adds a template; once, even if a lost reply makes the client retry (SYNC-3). */
import type { WholeTemplate } from "../../classroom/model/resources/templates.ts";
import { ask, type Reply } from "../client/ask.ts";
import type { IdempotencyKeys } from "../client/session_api.ts";

export function addTemplate(
  presses: IdempotencyKeys,
  fields: Omit<WholeTemplate, "id" | "at">,
): Promise<Reply<{ template: WholeTemplate }>> {
  return presses.send(
    fields,
    (id) => ask("POST", "/api/templates", { ...fields, id }),
  );
}
