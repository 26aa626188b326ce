/**
 * A teacher's session: live while it runs, afterwards its results, for teachers only. An observer can open a
 * colleague's while it runs.
 */
import { getApp } from "../../../../../classroom/app.ts";
import { readClassActivity } from "../../../../../classroom/monitoring/activity_record.ts";
import { isCheck } from "../../../../../classroom/model/resources/shared_resources.ts";
import { listResourceHeads } from "../../../../../classroom/record/resource_record.ts";
import { countMessages } from "../../../../../classroom/record/session_record.ts";
import { formatJoinCode } from "../../../../../components/sessions/format_join_code.ts";
import { makeQrPath } from "../../../../../components/sessions/qr.ts";
import { presentAndRemoved } from "../../../../../components/people/students.ts";
import { AccessEndedView } from "../../../../../components/people/staff/AccessEndedView.tsx";
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
import { DeskPage } from "../../../_desk.tsx";
import { activityOfSubject, ActivitySection } from "./_activity.tsx";
import { ExportMenu } from "./_exports.tsx";
import { DeleteMenu, SessionDataSection } from "./_session_data.tsx";
import { actOnScheduled, laterInSeries, NotHeldPage } from "./_scheduled.tsx";
import { hasClassBegun, loadLivePage } from "./_live.ts";
import {
  findClassToRestart,
  RestartClass,
  RestartedFrom,
} from "../_restart.tsx";
import { catchRefusal, refusalStatus } from "../../../../(http)/_problem.ts";
import { requireStaff } from "../../../../(http)/_staff.ts";
import { readTimeZone } from "../../../../(http)/_time_zone.ts";
import { handler, page } from "./$index.ts";
import "../../../../../styles/session_pages.css";
import { localPath } from "../../../../../locales/local_path.ts";

export const handlers = handler({
  async GET(ctx) {
    const { session } = ctx.params;
    const zone = readTimeZone(ctx.state.cookies);
    const asked = await catchRefusal(() =>
      requireStaff(ctx.state, session, "observer")
    );
    if ("refusal" in asked) return out(asked.refusal);
    const { teacher, who } = asked.done;
    const { monitor } = getApp();
    if (who.role === "observer") {
      const page = await loadLivePage(ctx.state, session, "observer");
      const board = await monitor.readBoard(who);
      return { data: { observed: { ...page, board, zone, me: teacher.id } } };
    }
    const { view, start, of } = await loadLivePage(ctx.state, session);
    const erased = ctx.url.searchParams.get("done") === "erased";
    if (view.missed || view.cancelled) {
      const again = await findClassToRestart(ctx.state, session);
      const page = "not-held" as const;
      return { data: { page, view, start, zone, before: null, again } };
    }
    const board = await monitor.readBoard(who);
    const before = view.restartOf
      ? await findClassToRestart(ctx.state, view.restartOf)
      : null;
    if (view.state !== "ended") {
      const { how, others } = ctx.state.reach;
      const path = view.link.slice(ctx.state.reach.origin.length);
      const reach = { how, others: others.map((origin) => origin + path) };
      const qr = makeQrPath(view.link);
      const page = "live" as const;
      const begun = await hasClassBegun(session);
      const live = { view, start, begun, board, of };
      const data = { page, ...live, zone, before, erased, reach, qr };
      if (view.state !== "scheduled") {
        return { data: { ...data, series: [], other: null } };
      }
      const { sessions } = getApp();
      const series = laterInSeries(
        await sessions.listSeries(teacher, session),
        view,
      );
      const running = await sessions.findBlockingClass(teacher, session);
      const other = running && { session: running.id, name: running.name };
      return { data: { ...data, series, other } };
    }
    const messages = await countMessages(getApp().sync, who);
    const gave = (await listResourceHeads(getApp(), who)).map(({ shared }) =>
      shared
    );
    const days = getApp().settings.RETENTION_DAYS;
    const again = await findClassToRestart(ctx.state, session);
    const read = await readClassActivity(getApp(), who, Date.now());
    const activity = activityOfSubject(read, ctx.url.searchParams.get("of"));
    return {
      data: {
        page: "over" as const,
        view,
        start,
        board,
        zone,
        before,
        again,
        erased,
        messages,
        gave: gave.length > 0,
        checks: gave.filter(isCheck).length,
        days,
        activity,
      },
    };
  },
  /** The buttons of a scheduled class without a script. */
  async POST(ctx) {
    return await actOnScheduled(ctx);
  },
});

/** The page for a colleague who is out; others get the refusal. */
function out(refusal: Refusal) {
  const { kind, reason } = refusal;
  if (kind !== "ended" && reason !== "seat-gone") throw refusal;
  const why = kind === "ended" ? "over" as const : "out" as const;
  return { data: { why }, status: refusalStatus(kind) };
}

export default page(({ data, state }) => {
  if ("why" in data) {
    return (
      <DeskPage desk={state.desk} title={portal.sessions} part="sessions">
        <AccessEndedView why={data.why} unsent={[]} />
      </DeskPage>
    );
  }
  if ("observed" in data && data.observed) {
    const { view, start } = data.observed;
    const seat = {
      session: view.id,
      member: view.member,
      role: "observer" as const,
      epoch: start.epoch,
    };
    return (
      <DeskPage
        desk={state.desk}
        ahead={view.state === "scheduled" ? seat : undefined}
        title={data.observed.view.name}
        part="sessions"
        home
      >
        <ObserverLive {...data.observed} />
      </DeskPage>
    );
  }
  const { view, start, zone, before } = data;
  if (data.page === "not-held") {
    return (
      <DeskPage desk={state.desk} title={view.name} part="sessions">
        <NotHeldPage view={view} again={data.again} zone={zone} />
      </DeskPage>
    );
  }
  const done = data.erased && <Notice tone="good">{deletion.erased}</Notice>;
  if (data.page === "live") {
    const seat = {
      session: view.id,
      member: view.member,
      role: "teacher" as const,
      epoch: start.epoch,
    };
    return (
      <DeskPage
        desk={state.desk}
        ahead={view.state === "scheduled" ? seat : undefined}
        title={view.name}
        part="sessions"
        home
        frame="rail"
      >
        <SessionLive
          done={data.erased ? deletion.erased : undefined}
          view={view}
          start={start}
          begun={data.begun}
          board={data.board}
          qr={data.qr}
          reach={data.reach}
          zone={zone}
          of={data.of}
          other={data.other}
          series={data.series}
        >
          <RestartedFrom before={before} />
        </SessionLive>
      </DeskPage>
    );
  }
  const { present, removed } = presentAndRemoved(start.members);
  return (
    <DeskPage
      desk={state.desk}
      title={view.name}
      part="sessions"
      aside={
        <>
          {data.again && <RestartClass {...data.again} />}
          <ExportMenu session={view.id} collect={view.collect} />
          <a
            class="button"
            href={localPath(`/teacher/sessions/${view.id}/history`)}
          >
            {t.history}
          </a>
          {view.seat === "owner" && <DeleteMenu session={view.id} />}
        </>
      }
    >
      <div class="stack wide">
        {done}
        <section class="card stack">
          <h2>{t.overTitle}</h2>
          <dl class="facts">
            <div>
              <dt>{t.started}</dt>
              <dd>
                <LocalTime at={view.startsAt} zone={zone} how="day" />
              </dd>
            </div>
            <div>
              <dt>{t.endedAt}</dt>
              <dd>
                <LocalTime at={view.endsAt} zone={zone} how="day" />
              </dd>
            </div>
            <div>
              <dt>{t.students}</dt>
              <dd class="figures">
                {t.studentsWere({
                  count: present.length,
                  removed: removed.length,
                })}
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
          <RestartedFrom before={before} />
        </section>
        <StudentsAfter
          view={view}
          start={start}
          board={data.board}
          zone={zone}
        />
        {data.activity && data.activity.activity.happenings.length > 0 && (
          <ActivitySection
            session={view.id}
            shown={data.activity}
            zone={zone}
          />
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
});
