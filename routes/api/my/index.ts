/** The work of this browser's students, over all sessions. */
import { getApp } from "../../../classroom/app.ts";
import { requestSource } from "../../(http)/_join_cookies.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async GET({ state }) {
    return Response.json(await getApp().myWork.listAll(requestSource(state)));
  },
});
