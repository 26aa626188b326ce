/** `GET /api/my`: what the students of this browser asked and handed in, over all sessions. */
import { theApp } from "../../../classroom/app.ts";
import { requestSource } from "../../(http)/_entry.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async GET({ state }) {
    return Response.json(await theApp().myWork.all(requestSource(state)));
  },
});
