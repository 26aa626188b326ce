/** The status of a person who waits; `POST` joins as new instead. */
import { z } from "zod";
import { theApp } from "../../../classroom/app.ts";
import { readBody } from "../../(http)/_body.ts";
import { joinAnswer, requestSource } from "../../(http)/_entry.ts";
import { knockAnswer } from "../../(http)/_knock.ts";
import { handler } from "./$[id].ts";

export const handlers = handler({
  async GET({ params, state }) {
    const { knocks } = theApp();
    const knock = await knocks.look(state.teacher, params.id);
    // Only a teacher has one.
    if (knock && state.teacher) return knockAnswer(knock, state.teacher, state);
    const entry = await theApp().roster.waiting(
      params.id,
      requestSource(state),
    );
    return joinAnswer(entry, state.origin);
  },
  async POST({ req, params, state }) {
    await readBody(req, z.strictObject({}));
    const entry = await theApp().roster.joinAsNew(
      params.id,
      requestSource(state),
    );
    return joinAnswer(entry, state.origin);
  },
});
