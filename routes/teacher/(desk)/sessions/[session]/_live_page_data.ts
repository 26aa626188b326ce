import { readMemberPageData } from "../../../../../classroom/people/member_page.ts";
import { getApp } from "../../../../../classroom/app.ts";
import { documentNames } from "../../../../../classroom/model/documents.ts";
import {
  hasAnythingHappened,
  readClassProgress,
} from "../../../../../classroom/model/class_progress.ts";
import { readClassDocuments } from "../../../../../classroom/model/layout.ts";
import { addListPlaces } from "../../../../../classroom/model/class_list.ts";
import type { Member } from "../../../../../classroom/model/members.ts";
import type { SessionView } from "../../../../../classroom/model/views.ts";
import { classList } from "../../../../../classroom/model/staff_roots.ts";
import type { LiveClassStart } from "../../../../../components/client/live_class.ts";
import { requireStaff, type StaffLevel } from "../../../../(http)/_staff.ts";
import { sessionJson } from "../../../../(http)/_session_json.ts";
import type { State } from "../../../../_middleware.ts";

export interface LivePageData {
  /** The session with its full join link. */
  view: SessionView;
  start: LiveClassStart;
  /** The owner's name, if it is another teacher. */
  ownerName?: string;
}

/** Refuses staff below `level`. */
export async function loadLivePageData(
  state: State,
  session: string,
  level: StaffLevel = "teacher",
): Promise<LivePageData> {
  const { assistant, sessions, membership, monitor, sync } = getApp();
  const { teacher, who } = await requireStaff(state, session, level);
  const view = await sessions.view(teacher, session);
  const memberViews = await membership.listMembers(who);
  const { epoch } = await readMemberPageData(sync, who);
  const members: Record<string, Member> = {};
  for (const { id, joinedAt, online: _, ...member } of memberViews) {
    members[id] = { ...member, joinedAt: Date.parse(joinedAt) };
  }
  const list = await readClassDocuments(
    sync,
    session,
    ({ staff }) => classList(staff).toJSON(),
  );
  const start: LiveClassStart = {
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
    members: addListPlaces(members, list),
    online: memberViews.filter(({ online }) => online).map(({ id }) => id),
    usage: await monitor.assistantUsage(who),
    model: assistant.model,
    now: Date.now(),
  };
  const owner = (await sessions.readRecord(session))?.member ?? "";
  const ownerName = who.owner ? undefined : members[owner]?.name;
  return {
    view: sessionJson(view, state.reach),
    start,
    ...(ownerName !== undefined && { ownerName }),
  };
}

export async function hasClassBegun(session: string): Promise<boolean> {
  const main = documentNames.room(session, "main");
  return await readClassDocuments(
    getApp().sync,
    session,
    (docs, reading) =>
      hasAnythingHappened(
        readClassProgress(docs.session, docs.staff, reading.doc(main)),
      ),
    [main],
  );
}
