/** Adds a template, once even if a request is repeated after a lost reply (SYNC-3). */
import type { FullTemplate } from "../../classroom/model/resources/views.ts";
import { type Reply, sendRequest } from "../client/send_request.ts";
import type { IdempotencyKeys } from "../client/session_api.ts";

export function addTemplate(
  idempotencyKeys: IdempotencyKeys,
  fields: Omit<FullTemplate, "id" | "at">,
): Promise<Reply<{ template: FullTemplate }>> {
  return idempotencyKeys.send(
    fields,
    (id) => sendRequest("POST", "/api/templates", { ...fields, id }),
  );
}
