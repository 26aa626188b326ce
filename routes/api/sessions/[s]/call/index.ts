/**
 * `GET`, `POST`, `PATCH`, `DELETE /api/sessions/:s/call`: how to be in a room's call; without a room, where there is one and
 * which way all calls are carried; starts calls, changes what students may have on in them, ends them.
 */
import { z } from "zod";
import { theApp } from "../../../../../classroom/app.ts";
import {
  callRooms,
  changeCallBody,
  startCallBody,
} from "../../../../../classroom/calls/calling.ts";
import { roomId } from "../../../../../classroom/model/id_schemas.ts";
import { check } from "../../../../(http)/_body.ts";
import { forTeacher, forTeacherWith } from "../../../../(http)/_owner.ts";
import { participantOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$index.ts";

const whereQuery = z.object({ room: roomId.optional() });
const whichQuery = z.object({ rooms: callRooms.optional() });

export const handlers = handler({
  async GET({ params, state, url }) {
    const who = await participantOf(state, params.s);
    const { room } = check(Object.fromEntries(url.searchParams), whereQuery);
    const { calls } = theApp();
    return Response.json(
      room === undefined
        ? { call: await calls.view(who), way: calls.kind }
        : await calls.way(who, room),
    );
  },
  POST: forTeacherWith(startCallBody, async ({ app, who, body }) => ({
    call: await app.calls.start(who, body),
  })),
  PATCH: forTeacherWith(changeCallBody, async ({ app, who, body }) => ({
    call: await app.calls.change(who, body),
  })),
  DELETE: forTeacher(async ({ app, who, req }) => {
    const { searchParams } = new URL(req.url);
    const { rooms } = check(Object.fromEntries(searchParams), whichQuery);
    return { call: await app.calls.end(who, rooms) };
  }),
});
