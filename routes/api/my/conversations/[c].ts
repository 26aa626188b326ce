/** `GET /api/my/conversations/:c`: one of this browser's conversations, with its turns. */
import { theApp } from "../../../../classroom/app.ts";
import { fromOf } from "../../../(http)/_entry.ts";
import { handler } from "./$[c].ts";

export const handlers = handler({
  async GET({ params, state }) {
    const from = fromOf(state);
    const conversation = await theApp().my.conversation(from, params.c);
    return Response.json({ conversation });
  },
});
