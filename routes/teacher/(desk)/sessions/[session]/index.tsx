/**
 * A teacher's session: the desk until it ends, afterwards its results, for teachers only. An observer can open a
 * colleague's until it ends.
 */
import type { ComponentProps } from "preact";
import { getApp } from "../../../../../classroom/app.ts";
import { readClassActivity } from "../../../../../classroom/monitoring/activity_record.ts";
import type { Teacher } from "../../../../../classroom/accounts/accounts.ts";
import type { Identity } from "../../../../../classroom/model/members.ts";
import type { OverviewData } from "../../../../../classroom/model/monitoring/activity.ts";
import type { SessionView } from "../../../../../classroom/model/views.ts";
import { isCheck } from "../../../../../classroom/model/resources/shared_resources.ts";
import { readNotes } from "../../../../../classroom/record/note_record.ts";
import { listResourceHeads } from "../../../../../classroom/record/resource_record.ts";
import { countMessages } from "../../../../../classroom/record/session_record.ts";
import { formatJoinCode } from "../../../../../formats/format_join_code.ts";
import { makeQrPath } from "../../../../../formats/qr.ts";
import { splitByRemoval } from "../../../../../components/people/students.ts";
import { AccessEndedView } from "../../../../../components/desk/AccessEndedView.tsx";
import { Notice } from "../../../../../components/ui/Notice.tsx";
import LocalTime from "../../../../../islands/LocalTime.tsx";
import SharedAfterClass from "../../../../../islands/SharedAfterClass.tsx";
import StudentsAfter from "../../../../../islands/StudentsAfter.tsx";
import ObserverLive from "../../../../../islands/staff/ObserverLive.tsx";
import SessionLive from "../../../../../islands/SessionLive.tsx";
import { deletion } from "texts/deletion.ts";
import { session as t } from "texts/sessions_live.ts";
import { portal } from "texts/sessions_portal.ts";
import type { Refusal } from "../../../../../sync/refusal.ts";
import { DeskPage, type TeacherDeskProps } from "../../../_desk.tsx";
import { activityOfSubject, ActivitySection } from "./_activity.tsx";
import { ExportMenu } from "./_exports.tsx";
import { NotesSection } from "./_notes.tsx";
import { DeleteMenu, SessionDataSection } from "./_session_data.tsx";
import { actOnScheduled, laterInSeries, NotHeldPage } from "./_scheduled.tsx";
import {
  hasClassBegun,
  type LivePageData,
  loadLivePageData,
} from "./_live_page_data.ts";
import {
  type ClassToRestart,
  findClassToRestart,
  RestartClass,
  RestartedFrom,
} from "../_restart.tsx";
import { catchRefusal, refusalStatus } from "../../../../(http)/_problem.ts";
import type { State } from "../../../../_middleware.ts";
import { requireStaff } from "../../../../(http)/_staff.ts";
import { readTimeZone } from "../../../../(http)/_time_zone.ts";
import { handler, page } from "./$index.ts";
import "../../../../../styles/session_pages.css";
import { localPath } from "../../../../../locales/local_path.ts";

export const handlers = handler({
  async GET(ctx) {
    const { session } = ctx.params;
    const zone = readTimeZone(ctx.state.cookies);
    const access = await catchRefusal(() =>
      requireStaff(ctx.state, session, "observer")
    );
    if ("refusal" in access) return accessEndedPage(access.refusal);
    const { teacher, who } = access.done;
    const { monitor } = getApp();
    if (who.role === "observer") {
      const page = await loadLivePageData(ctx.state, session, "observer");
      const board = await monitor.readBoard(who);
      return {
        data: { observed: { ...page, board, zone, accountId: teacher.id } },
      };
    }
    const { view, start, ownerName } = await loadLivePageData(
      ctx.state,
      session,
    );
    const isErased = ctx.url.searchParams.get("done") === "erased";
    if (view.missed || view.cancelled) {
      const classToRestart = await findClassToRestart(ctx.state, session);
      const page = "not-held" as const;
      return {
        data: { page, view, start, zone, repeatedClass: null, classToRestart },
      };
    }
    const board = await monitor.readBoard(who);
    const repeatedClass = view.restartOf
      ? await findClassToRestart(ctx.state, view.restartOf)
      : null;
    const read = {
      view,
      start,
      ownerName,
      board,
      zone,
      repeatedClass,
      isErased,
    };
    if (view.state !== "ended") {
      return { data: await loadLive(ctx.state, teacher, read) };
    }
    const subject = ctx.url.searchParams.get("of");
    return { data: await loadOver(ctx.state, who, read, subject) };
  },
  async POST(ctx) {
    return await actOnScheduled(ctx);
  },
});

interface ReadSession extends LivePageData {
  board: OverviewData;
  zone: string;
  /** The class that this one repeats; null: none that the teacher owns. */
  repeatedClass: ClassToRestart | null;
  isErased: boolean;
}

async function loadLive(state: State, teacher: Teacher, read: ReadSession) {
  const { view } = read;
  const { origin, source, otherOrigins } = state.reach;
  const path = view.link.slice(origin.length);
  const data = {
    ...read,
    page: "live" as const,
    begun: await hasClassBegun(view.id),
    reach: { how: source, others: otherOrigins.map((it) => it + path) },
    qr: makeQrPath(view.link),
  };
  if (view.state !== "scheduled") {
    return { ...data, series: [], blockingClass: null };
  }
  const { sessions } = getApp();
  const series = laterInSeries(
    await sessions.listSeries(teacher, view.id),
    view,
  );
  const running = await sessions.findBlockingClass(teacher, view.id);
  const blockingClass = running && { session: running.id, name: running.name };
  return { ...data, series, blockingClass };
}

async function loadOver(
  state: State,
  who: Identity,
  read: ReadSession,
  subject: string | null,
) {
  const app = getApp();
  const messages = await countMessages(app.sync, who);
  const shared = (await listResourceHeads(app, who)).map((it) => it.shared);
  const classToRestart = await findClassToRestart(state, read.view.id);
  const activity = await readClassActivity(app, who, Date.now());
  const notes = await Array.fromAsync(readNotes(app.sync, who));
  return {
    ...read,
    page: "over" as const,
    classToRestart,
    messages,
    notes,
    gave: shared.length > 0,
    checks: shared.filter(isCheck).length,
    days: app.settings.RETENTION_DAYS,
    activity: activityOfSubject(activity, subject),
  };
}

/** The page for a colleague whose access has ended. Throws any other refusal. */
function accessEndedPage(refusal: Refusal) {
  const { kind, reason } = refusal;
  if (kind !== "ended" && reason !== "seat-gone") throw refusal;
  const ending = kind === "ended" ? "over" as const : "out" as const;
  return { data: { ending }, status: refusalStatus(kind) };
}

export default page(({ data, state }) => {
  if ("ending" in data) {
    return (
      <DeskPage desk={state.desk} title={portal.sessions} part="sessions">
        <AccessEndedView reason={data.ending} unsent={[]} />
      </DeskPage>
    );
  }
  if ("observed" in data && data.observed) {
    return <ObservedSession desk={state.desk} observed={data.observed} />;
  }
  if (data.page === "not-held") {
    return (
      <DeskPage desk={state.desk} title={data.view.name} part="sessions">
        <NotHeldPage
          view={data.view}
          classToRestart={data.classToRestart}
          zone={data.zone}
        />
      </DeskPage>
    );
  }
  return data.page === "live"
    ? <LiveSession desk={state.desk} data={data} />
    : <EndedSession desk={state.desk} data={data} />;
});

function ObservedSession(
  { desk, observed }: {
    desk: TeacherDeskProps;
    observed: ComponentProps<typeof ObserverLive>;
  },
) {
  const { view, start } = observed;
  return (
    <DeskPage
      desk={desk}
      ahead={seatAhead(view, start.epoch, "observer")}
      title={view.name}
      part="sessions"
      isHome
      isLesson
    >
      <ObserverLive {...observed} />
    </DeskPage>
  );
}

/** The seat in a class whose chat is not open yet; undefined once the class has begun. */
function seatAhead<R extends "teacher" | "observer">(
  { id, member, state }: SessionView,
  epoch: string,
  role: R,
) {
  return state === "scheduled"
    ? { session: id, member, role, epoch }
    : undefined;
}

function LiveSession(
  { desk, data }: {
    desk: TeacherDeskProps;
    data: Awaited<ReturnType<typeof loadLive>>;
  },
) {
  const { view, start, repeatedClass } = data;
  return (
    <DeskPage
      desk={desk}
      ahead={seatAhead(view, start.epoch, "teacher")}
      title={view.name}
      part="sessions"
      isHome
      isLesson
    >
      <SessionLive
        previousAction={data.isErased ? deletion.erased : undefined}
        view={view}
        start={start}
        begun={data.begun}
        board={data.board}
        qr={data.qr}
        reach={data.reach}
        zone={data.zone}
        ownerName={data.ownerName}
        otherClass={data.blockingClass}
        series={data.series}
      >
        <RestartedFrom repeatedClass={repeatedClass} />
      </SessionLive>
    </DeskPage>
  );
}

type OverData = Awaited<ReturnType<typeof loadOver>>;

function EndedSession(
  { desk, data }: { desk: TeacherDeskProps; data: OverData },
) {
  const { view, start, zone } = data;
  const { present, removed } = splitByRemoval(start.members);
  return (
    <DeskPage
      desk={desk}
      title={view.name}
      part="sessions"
      aside={
        <>
          <ExportMenu session={view.id} collect={view.collect} />
          <a
            class="button"
            href={localPath(`/teacher/sessions/${view.id}/history`)}
          >
            {t.history}
          </a>
          {data.classToRestart && <RestartClass {...data.classToRestart} />}
          {view.seat === "owner" && <DeleteMenu session={view.id} />}
        </>
      }
    >
      <div class="stack wide">
        {data.isErased && <Notice tone="good">{deletion.erased}</Notice>}
        <ResultsCard data={data} students={[present.length, removed.length]} />
        {data.activity && data.activity.activity.happenings.length > 0 && (
          <ActivitySection
            session={view.id}
            summary={data.activity}
            zone={zone}
          />
        )}
        <StudentsAfter
          view={view}
          start={start}
          board={data.board}
          zone={zone}
        />
        {data.notes.length > 0 && (
          <NotesSection notes={data.notes} zone={zone} />
        )}
        {data.gave && (
          <div id="results">
            <SharedAfterClass view={view} start={start} zone={zone} />
          </div>
        )}
        {view.seat === "owner" && (
          <SessionDataSection
            view={view}
            students={[...present, ...removed]}
            days={data.days}
            zone={zone}
          />
        )}
      </div>
    </DeskPage>
  );
}

function ResultsCard(
  { data, students: [count, removed] }: {
    data: OverData;
    students: readonly [present: number, removed: number];
  },
) {
  const { view, zone, repeatedClass } = data;
  return (
    <section class="card stack">
      <h2>{t.overTitle}</h2>
      <dl class="cluster facts">
        <div>
          <dt>{t.started}</dt>
          <dd>
            <LocalTime at={view.startsAt} zone={zone} format="day" />
          </dd>
        </div>
        <div>
          <dt>{t.endedAt}</dt>
          <dd>
            <LocalTime at={view.endsAt} zone={zone} format="day" />
          </dd>
        </div>
        <div>
          <dt>{t.students}</dt>
          <dd class="figures">
            {t.studentsWere({ count, removed })}
          </dd>
        </div>
        <div>
          <dt>{t.messages}</dt>
          <dd class="figures">{data.messages}</dd>
        </div>
        {data.checks > 0 && (
          <div>
            <dt>{t.checks}</dt>
            <dd class="figures">
              {data.checks} · <a href="#results">{t.seeResults}</a>
            </dd>
          </div>
        )}
      </dl>
      <p class="quiet">{t.codeOnce({ code: formatJoinCode(view.code) })}</p>
      <RestartedFrom repeatedClass={repeatedClass} />
    </section>
  );
}
