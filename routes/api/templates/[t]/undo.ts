/** `POST /api/templates/:t/undo`: brings back what was deleted. */
import { theApp } from "../../../../classroom/app.ts";
import { teacherOf } from "../../../(http)/_staff.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  async POST({ params, state }) {
    const { library } = theApp();
    const teacher = teacherOf(state).id;
    await library.restore("template", teacher, params.t);
    const template = await library.get("template", teacher, params.t);
    return Response.json({ template });
  },
});
