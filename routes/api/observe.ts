/** A teacher observes a colleague's class, or asks to (S-8). */
import { theApp } from "../../classroom/app.ts";
import { observeBody } from "../../classroom/people/staff/join_requests.ts";
import { readBody } from "../(http)/_body.ts";
import { requestSource } from "../(http)/_entry.ts";
import { knockAnswer } from "../(http)/_knock.ts";
import { teacherOf } from "../(http)/_staff.ts";
import { handler } from "./$observe.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const teacher = teacherOf(state);
    const ask = await readBody(req, observeBody);
    const source = requestSource(state);
    const status = await theApp().knocks.knock(teacher, ask, source);
    return await knockAnswer(status, teacher, state);
  },
});
