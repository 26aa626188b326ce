/** `POST /api/join/names`: the names of the class list, for whoever has the code. A wrong code counts as a guess. */
import { theApp } from "../../../classroom/app.ts";
import { joinNamesAsk } from "../../../classroom/class_list.ts";
import { readBody } from "../../_body.ts";
import { handler } from "./$names.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const { code } = await readBody(req, joinNamesAsk);
    const names = await theApp().classLists.pickable(code, state.address);
    return Response.json({ names });
  },
});
