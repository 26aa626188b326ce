/** `GET /api/templates/examples`: prompt templates to begin from, in the language of whoever asks. */
import { examples } from "../../../../classroom/resources/starter/examples.ts";
import { language } from "../../../../locales/current.ts";
import { teacherOf } from "../../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async GET({ state }) {
    teacherOf(state);
    const all = await examples("template", language().tag);
    return Response.json({ examples: all });
  },
});
