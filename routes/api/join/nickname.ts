/** A nickname that is free in the class. A wrong code counts as a guess. */
import { getApp } from "../../../classroom/app.ts";
import { nicknameBody } from "../../../classroom/people/nicknames.ts";
import { randomNickname } from "../../../locales/nicknames.ts";
import { readBody } from "../../(http)/_body.ts";
import { requestSource } from "../../(http)/_join_cookies.ts";
import { answerInLine } from "../../(http)/_fair_queue.ts";
import { handler } from "./$nickname.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const body = await readBody(req, nicknameBody);
    return await answerInLine(state, "join", async () => {
      const name = await getApp().nicknames.suggest(
        body,
        requestSource(state),
        () => randomNickname(Math.random),
      );
      return Response.json({ name });
    });
  },
});
