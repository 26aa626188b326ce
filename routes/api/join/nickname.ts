/** A nickname that is free in the class. A wrong code counts as a guess. */
import { theApp } from "../../../classroom/app.ts";
import { nicknameBody } from "../../../classroom/people/nicknames.ts";
import { anyNickname } from "../../../locales/nicknames.ts";
import { readBody } from "../../(http)/_body.ts";
import { requestSource } from "../../(http)/_entry.ts";
import { answerInLine } from "../../(http)/_line.ts";
import { handler } from "./$nickname.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const body = await readBody(req, nicknameBody);
    return await answerInLine(state, "join", async () => {
      const name = await theApp().nicknames.suggest(
        body,
        requestSource(state),
        () => anyNickname(Math.random),
      );
      return Response.json({ name });
    });
  },
});
