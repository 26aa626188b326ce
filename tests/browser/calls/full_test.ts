/** K-3: a call from browser to browser that is full, as somebody has it who comes too late. */
import assert from "node:assert/strict";
import { calls as t } from "texts/calls.ts";
import { meshMost } from "../../../classroom/model/calls.ts";
import { Caller } from "../../e2e/calls/caller.ts";
import { join, type Seat } from "../../people.ts";
import { api, testStage } from "../stage.ts";

testStage(
  "K-3: who comes to a call that is full is told so, and asks for no way into it",
  async ({ server, person }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    await desk("POST", "/call", { rooms: "main" });
    const asked: string[] = [];
    amy.page.on("request", (it) => {
      const { pathname, search } = new URL(it.url());
      if (pathname.endsWith("/call")) asked.push(search);
    });
    await amy.join(session.code, "Amy");
    await amy.sees(amy.button(t.join));
    assert.deepEqual(asked, []);
    const seats: Seat[] = [];
    try {
      for (let n = 0; n < meshMost.voices; n++) {
        const seat = await (await join(server, session.code, `Pupil ${n}`))
          .enter();
        seats.push(seat);
        assert.equal((await new Caller(seat).enter()).kind, "entered");
      }
      await amy.sees(t.full);
      assert(await amy.button(t.join).isDisabled());
      assert.deepEqual(asked, [""], "it asks how calls are carried, once");
    } finally {
      for (const seat of seats) seat.close();
    }
  },
);
