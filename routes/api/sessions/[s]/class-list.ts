/** `GET`, `PUT /api/sessions/:s/class-list`: the names of those who are expected. */
import { theApp } from "../../../../classroom/app.ts";
import { classListBody } from "../../../../classroom/people/class_list.ts";
import { readBody } from "../../../(http)/_body.ts";
import { ownerOf } from "../../../(http)/_staff.ts";
import { handler } from "./$class-list.ts";

export const handlers = handler({
  async GET({ params, state }) {
    const { who } = await ownerOf(state, params.s);
    return Response.json({ names: await theApp().classLists.view(who) });
  },
  async PUT({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, classListBody);
    return Response.json({ names: await theApp().classLists.put(who, ask) });
  },
});
