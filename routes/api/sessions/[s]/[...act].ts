/** Runs the acts and views of `classroom/acts.ts`, after checking the person and the request. */
import { HttpError, MethodNotAllowedError } from "fresh/errors";
import { findActs } from "../../../../classroom/acts.ts";
import type { Teacher } from "../../../../classroom/accounts/accounts.ts";
import { getApp } from "../../../../classroom/app.ts";
import type { ActLevel } from "../../../../classroom/define_act.ts";
import type { Identity } from "../../../../classroom/model/members.ts";
import { language } from "../../../../locales/current.ts";
import { readBody } from "../../../(http)/_body.ts";
import { holderOf } from "../../../(http)/_bytes.ts";
import { validate } from "../../../(http)/_validate.ts";
import { findParticipant, requireStaff } from "../../../(http)/_staff.ts";
import { sessionJson } from "../../../(http)/_session_json.ts";
import { readTimeZone } from "../../../(http)/_time_zone.ts";
import type { State } from "../../_middleware.ts";
import { handler } from "./$[...act].ts";

export const handlers = handler(async ({ req, url, params, state }) => {
  const match = findActs(partsOf(url));
  if (!match) throw new HttpError(404);
  const { methods } = match;
  const act = methods.get(req.method) ??
    (req.method === "HEAD" ? methods.get("GET") : undefined);
  if (!act) throw new MethodNotAllowedError([...methods.keys()].sort());
  const seat = await seatOf(state, params.s, act.by);
  const query = act.query &&
    validate(Object.fromEntries(url.searchParams), act.query);
  const body = act.body &&
    await readBody({ req, holder: holderOf(seat.who) }, act.body);
  const value = await act.answer({
    app: getApp(),
    ...seat,
    params: match.params,
    query,
    body,
    reader: { language: language().tag, zone: readTimeZone(state.cookies) },
    addLink: (view) => sessionJson(view, state.reach),
  });
  return value === undefined
    ? new Response(null, { status: 204 })
    : Response.json(value, { status: act.status });
});

/** The parts of the path after the session's id. */
function partsOf({ pathname }: URL): string[] {
  return pathname.replace(/\/$/, "").split("/").slice(4);
}

async function seatOf(
  state: State,
  session: string,
  level: ActLevel,
): Promise<{ who: Identity; teacher: Teacher | null }> {
  if (level !== "member") return await requireStaff(state, session, level);
  return { who: await findParticipant(state, session), teacher: null };
}
