import { memberPage } from "../../../../../classroom/people/member_page.ts";
import { theApp } from "../../../../../classroom/app.ts";
import { documents } from "../../../../../classroom/model/documents.ts";
import {
  classSoFar,
  hasBegun,
} from "../../../../../classroom/model/first_thing.ts";
import { classList, readClass } from "../../../../../classroom/model/layout.ts";
import { withPlaces } from "../../../../../classroom/model/listed.ts";
import type { Member } from "../../../../../classroom/model/members.ts";
import type { SessionView } from "../../../../../classroom/model/views.ts";
import type { LiveStart } from "../../../../../components/client/live.ts";
import { type StaffLevel, staffOf } from "../../../../(http)/_staff.ts";
import { sessionAnswer } from "../../../../(http)/_view.ts";
import type { State } from "../../../../_middleware.ts";

interface LivePage {
  /** With its full link. */
  view: SessionView;
  start: LiveStart;
  /** The owner, if it is another teacher. */
  of?: string;
}

/** Loads it. Refused without a seat of this level. */
export async function liveOf(
  state: State,
  session: string,
  level: StaffLevel = "teacher",
): Promise<LivePage> {
  const { sessions, membership, monitor, sync } = theApp();
  const { teacher, who } = await staffOf(state, session, level);
  const view = await sessions.view(teacher, session);
  const all = await membership.members(who);
  const { epoch } = await memberPage(sync, who);
  const members: Record<string, Member> = {};
  for (const { id, joinedAt, online: _, ...member } of all) {
    members[id] = { ...member, joinedAt: Date.parse(joinedAt) };
  }
  const list = await readClass(
    sync,
    session,
    ({ staff }) => classList(staff).toJSON(),
  );
  const start: LiveStart = {
    session,
    epoch,
    info: {
      name: view.name,
      state: view.state,
      startsAt: Date.parse(view.startsAt),
      endsAt: Date.parse(view.endsAt),
      ...(view.zone && { zone: view.zone }),
      joinLocked: view.joinLocked,
      chatPaused: view.chatPaused,
      assistantPaused: view.assistantPaused,
      nameFilter: view.nameFilter,
      eyesOnMe: view.eyesOnMe,
      mostStudents: view.limits.students,
      ...(view.late && { late: true }),
      ...(view.undoUntil && { undoUntil: Date.parse(view.undoUntil) }),
    },
    members: withPlaces(members, list),
    online: all.filter(({ online }) => online).map(({ id }) => id),
    usage: await monitor.usage(who),
    now: Date.now(),
  };
  const owner = (await sessions.record(session))?.member ?? "";
  const of = who.owner ? undefined : members[owner]?.name;
  return {
    view: sessionAnswer(view, state.reach),
    start,
    ...(of !== undefined && { of }),
  };
}

export async function hasClassBegun(session: string): Promise<boolean> {
  const main = documents.room(session, "main");
  return await readClass(
    theApp().sync,
    session,
    (docs, given) =>
      hasBegun(classSoFar(docs.session, docs.staff, given.doc(main))),
    [main],
  );
}
