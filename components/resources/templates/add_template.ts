/** A new template of a teacher, over HTTP. */
import type { WholeTemplate } from "../../../classroom/model/resources/templates.ts";
import { type Answer, ask } from "../../session/ask.ts";
import type { Presses } from "../../session/session_api.ts";

/** Adds it: once, also where the reply is lost and the same is added again (S3). */
export function addTemplate(
  presses: Presses,
  fields: Omit<WholeTemplate, "id" | "at">,
): Promise<Answer<{ template: WholeTemplate }>> {
  return presses.send(
    fields,
    (id) => ask("POST", "/api/templates", { ...fields, id }),
  );
}
