import { theApp } from "../../classroom/app.ts";
import { joinBody } from "../../classroom/people/arriving/join_again.ts";
import { readBody } from "../(http)/_body.ts";
import { joinAnswer, requestSource } from "../(http)/_entry.ts";
import { answerInLine } from "../(http)/_line.ts";
import { handler } from "./$join.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const ask = await readBody(req, joinBody);
    return await answerInLine(state, "join", async () => {
      const entry = await theApp().roster.join(ask, requestSource(state));
      return joinAnswer(entry, state.origin);
    });
  },
});
