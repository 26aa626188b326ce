/**
 * Returns the class that a code leads to, with the names of its class list. A wrong code counts as a guess.
 */
import { getApp } from "../../../classroom/app.ts";
import { joinNamesBody } from "../../../classroom/people/class_list.ts";
import { readBody } from "../../(http)/_body.ts";
import { requestSource } from "../../(http)/_join_cookies.ts";
import { answerInLine } from "../../(http)/_fair_queue.ts";
import { handler } from "./$names.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const { code } = await readBody(req, joinNamesBody);
    return await answerInLine(state, "join", async () => {
      const found = await getApp().classLists.findJoinable(
        code,
        requestSource(state),
      );
      return Response.json(found);
    });
  },
});
