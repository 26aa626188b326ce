/** Runs the acts and views of `classroom/acts.ts`, after checking the person and the request. */
import { HttpError, MethodNotAllowedError } from "fresh/errors";
import { actsAt } from "../../../../classroom/acts.ts";
import type { Teacher } from "../../../../classroom/accounts/accounts.ts";
import { theApp } from "../../../../classroom/app.ts";
import type { Level } from "../../../../classroom/define_act.ts";
import type { Who } from "../../../../classroom/model/who.ts";
import { language } from "../../../../locales/current.ts";
import { check, readBody } from "../../../(http)/_body.ts";
import { participantOf, staffOf } from "../../../(http)/_staff.ts";
import { sessionAnswer } from "../../../(http)/_view.ts";
import { zoneOf } from "../../../(http)/_zone.ts";
import type { State } from "../../_middleware.ts";
import { handler } from "./$[...act].ts";

export const handlers = handler(async ({ req, url, params, state }) => {
  const found = actsAt(partsOf(url));
  if (!found) throw new HttpError(404);
  const { methods } = found;
  const act = methods.get(req.method) ??
    (req.method === "HEAD" ? methods.get("GET") : undefined);
  if (!act) throw new MethodNotAllowedError([...methods.keys()].sort());
  const seat = await seatOf(state, params.s, act.by);
  const query = act.query &&
    check(Object.fromEntries(url.searchParams), act.query);
  const body = act.body && await readBody(req, act.body);
  const value = await act.answer({
    app: theApp(),
    ...seat,
    params: found.params,
    query,
    body,
    reader: { language: language().tag, zone: zoneOf(state.cookies) },
    linked: (view) => sessionAnswer(view, state.reach),
  });
  return value === undefined
    ? new Response(null, { status: 204 })
    : Response.json(value, { status: act.status });
});

/** The path after the session, without a trailing slash. */
function partsOf({ pathname }: URL): string[] {
  return pathname.replace(/\/$/, "").split("/").slice(4);
}

async function seatOf(
  state: State,
  session: string,
  by: Level,
): Promise<{ who: Who; teacher: Teacher | null }> {
  if (by !== "member") return await staffOf(state, session, by);
  return { who: await participantOf(state, session), teacher: null };
}
