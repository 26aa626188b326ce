/** `POST /api/join`: in with a code and a name, or waiting to be let in. */
import { theApp } from "../../classroom/app.ts";
import { joinBody } from "../../classroom/people/roster.ts";
import { readBody } from "../(http)/_body.ts";
import { entryAnswer, fromOf } from "../(http)/_entry.ts";
import { inLine } from "../(http)/_line.ts";
import { handler } from "./$join.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const ask = await readBody(req, joinBody);
    return await inLine(state, "join", async () => {
      const entry = await theApp().roster.join(ask, fromOf(state));
      return entryAnswer(entry, state.origin);
    });
  },
});
