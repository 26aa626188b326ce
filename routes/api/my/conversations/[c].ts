import { getApp } from "../../../../classroom/app.ts";
import { requestSource } from "../../../(http)/_join_cookies.ts";
import { handler } from "./$[c].ts";

export const handlers = handler({
  async GET({ params, state }) {
    const from = requestSource(state);
    const conversation = await getApp().myWork.conversation(from, params.c);
    return Response.json({ conversation });
  },
});
