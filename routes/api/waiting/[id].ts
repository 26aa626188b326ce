/** The status of a person who waits; `POST` joins as new instead. */
import { z } from "zod";
import { getApp } from "../../../classroom/app.ts";
import { readBody } from "../../(http)/_body.ts";
import { joinResponse, requestSource } from "../../(http)/_join_cookies.ts";
import { joinRequestResponse } from "../../(http)/_join_request.ts";
import { handler } from "./$[id].ts";

export const handlers = handler({
  async GET({ params, state }) {
    const { knocks } = getApp();
    const knock = await knocks.status(state.teacher, params.id);
    // Only a teacher has one.
    if (knock && state.teacher) {
      return joinRequestResponse(knock, state.teacher, state);
    }
    const entry = await getApp().roster.waitStatus(
      params.id,
      requestSource(state),
    );
    return joinResponse(entry, state.origin);
  },
  async POST({ req, params, state }) {
    await readBody(req, z.strictObject({}));
    const entry = await getApp().roster.joinAsNew(
      params.id,
      requestSource(state),
    );
    return joinResponse(entry, state.origin);
  },
});
