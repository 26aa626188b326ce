import { answerImport } from "../../(http)/_imported.ts";
import { teacherOf } from "../../(http)/_staff.ts";
import { handler } from "./$import.ts";

export const handlers = handler({
  POST: ({ req, state }) =>
    answerImport(
      req,
      teacherOf(state).id,
      "template",
      ({ templates }) => templates,
      (read) => read.map(({ line: _, ...template }) => template),
    ),
});
