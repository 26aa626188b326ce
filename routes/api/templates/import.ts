import { answerImport } from "../../(http)/_library_import.ts";
import { requireSignedIn } from "../../(http)/_staff.ts";
import { handler } from "./$import.ts";

export const handlers = handler({
  POST: ({ req, state }) =>
    answerImport(
      req,
      requireSignedIn(state).id,
      "template",
      ({ templates }) => templates,
      (read) => read.map(({ line: _, ...template }) => template),
    ),
});
