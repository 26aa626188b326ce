import { dayMs } from "../../../../formats/times.ts";
import type { ComponentChildren } from "preact";
import { getApp } from "../../../../classroom/app.ts";
import type { SessionView } from "../../../../classroom/model/views.ts";
import { ClockIcon, PlusIcon } from "../../../../components/ui/icons.tsx";
import {
  ChevronRightIcon,
  TrashIcon,
} from "../../../../components/ui/later_icons.tsx";
import { ConfirmEmailNotice } from "../../../../components/accounts/ConfirmEmailNotice.tsx";
import { Notice } from "../../../../components/ui/Notice.tsx";
import { Interpolate } from "../../../../components/ui/Interpolate.tsx";
import { JoinCodeDigits } from "../../../../components/sessions/JoinCode.tsx";
import { formatJoinCode } from "../../../../formats/format_join_code.ts";
import { makeQrPath } from "../../../../formats/qr.ts";
import JoinOnlineClass from "../../../../islands/staff/JoinOnlineClass.tsx";
import ScanQr from "../../../../islands/staff/ScanQr.tsx";
import LocalTime from "../../../../islands/LocalTime.tsx";
import StartsIn from "../../../../islands/schedule/StartsIn.tsx";
import { confirm } from "texts/accounts_mail.ts";
import { deletion } from "texts/deletion.ts";
import { rows } from "texts/sessions_rows.ts";
import { portal, sessions as t } from "texts/sessions_portal.ts";
import {
  classes,
  schedule,
  scheduled as ahead,
} from "texts/sessions_schedule.ts";
import { overlap } from "texts/sessions_class_form.ts";
import { findOverlappingClass } from "../../../../components/desk/scheduled/overlap.ts";
import { DeskPage } from "../../_desk.tsx";
import type { ServerAddresses } from "../../../(http)/_origin.ts";
import { sessionJson } from "../../../(http)/_session_json.ts";
import { readTimeZone } from "../../../(http)/_time_zone.ts";
import { handler, page } from "./$index.ts";
import "../../../../styles/session_pages.css";
import { localPath } from "../../../../locales/local_path.ts";
import type { ColleagueClass } from "../../../../classroom/people/staff/colleagues.ts";
import { classes as colleagues, observe } from "texts/people_staff.ts";

export const handlers = handler({
  async GET(ctx) {
    const { teacher, cookies } = ctx.state;
    const sessions = await getApp().sessions.list(teacher);
    const running = sessions.filter(({ state }) =>
      state === "active" || state === "ending"
    );
    const studentCounts = new Map<string, number>();
    for (const { id } of running) {
      studentCounts.set(id, await getApp().sessions.countStudents(id));
    }
    const notice = ctx.url.searchParams.get("done");
    const helped = await getApp().colleagues.listClasses(teacher);
    const zone = readTimeZone(cookies), now = Date.now();
    return {
      data: { sessions, running, studentCounts, helped, zone, notice, now },
    };
  },
});

export default page(({ data, state }) => {
  const { sessions, running, studentCounts, helped, zone, notice, now } = data;
  const { email, unproved } = state.teacher;
  const scheduled = inSeries(
    sessions.filter(({ state }) => state === "scheduled"),
  );
  const past = sessions.filter(({ state }) => state === "ended");
  return (
    <DeskPage
      desk={state.desk}
      title={portal.sessions}
      part="sessions"
      aside={
        <>
          <a
            class="button"
            href={localPath("/teacher/sessions/new?when=time")}
          >
            <ClockIcon />
            {schedule.schedule}
          </a>
          {sessions.length > 0 && <Create />}
        </>
      }
    >
      <div class="stack wide">
        {notice === "deleted" && (
          <Notice tone="good">{deletion.deleted}</Notice>
        )}
        {notice === "confirmed" && <Notice tone="good">{confirm.done}</Notice>}
        {unproved && <ConfirmEmailNotice email={email} />}
        {sessions.length === 0 && (
          <div class="card stack tight middle">
            <h2>{t.empty}</h2>
            <p class="quiet">{t.emptyText}</p>
            <Create />
          </div>
        )}
        {running.length > 0 && (
          <section class="stack tight">
            <h2 class="sessions-heading">{t.active}</h2>
            <ul class="stack tight">
              {running.map((session) => (
                <Running
                  key={session.id}
                  session={session}
                  students={studentCounts.get(session.id) ?? 0}
                  zone={zone}
                  reach={state.reach}
                />
              ))}
            </ul>
          </section>
        )}
        {scheduled.length > 0 && (
          <Scheduled
            series={scheduled}
            running={running}
            zone={zone}
            now={now}
          />
        )}
        <ClassesOfColleagues colleagueClasses={helped} zone={zone} />
        {past.length > 0 && (
          <List heading={t.past} sessions={past} zone={zone} />
        )}
      </div>
    </DeskPage>
  );
});

function Create() {
  return (
    <a class="button main" href={localPath("/teacher/sessions/new")}>
      <PlusIcon />
      {t.create}
    </a>
  );
}

function List(props: {
  heading: string;
  sessions: SessionView[];
  zone: string;
}) {
  return (
    <section class="stack tight">
      <h2 class="sessions-heading">{props.heading}</h2>
      <ul class="sessions">
        {props.sessions.map((session) => (
          <Row
            key={session.id}
            session={session}
            zone={props.zone}
          />
        ))}
      </ul>
    </section>
  );
}

function Scheduled({ series, running, zone, now }: {
  series: SessionView[][];
  running: SessionView[];
  zone: string;
  now: number;
}) {
  const heldClasses = [...running, ...series.flat()].filter((session) =>
    session.undoUntil === undefined || session.state !== "scheduled"
  );
  return (
    <section class="stack tight">
      <h2 class="sessions-heading">{classes.heading}</h2>
      <ul class="sessions">
        {series.map(([next, ...later]) => (
          <Row key={next.id} session={next} zone={zone} now={now}>
            <Overlap otherClass={findOverlappingClass(next, heldClasses)} />
            {later.length > 0 && (
              <details class="session-more small">
                <summary>{classes.more({ count: later.length })}</summary>
                <ul>
                  {later.map(({ id, code, startsAt }) => (
                    <li key={id}>
                      <a href={localPath(`/teacher/sessions/${id}`)}>
                        <LocalTime at={startsAt} zone={zone} format="day" />
                      </a>{" "}
                      <span class="quiet figures">{formatJoinCode(code)}</span>
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </Row>
        ))}
      </ul>
    </section>
  );
}

function Overlap({ otherClass }: { otherClass?: SessionView }) {
  if (!otherClass) return null;
  return (
    <p class="session-more quiet small">
      {overlap.with({ name: otherClass.name })}
    </p>
  );
}

function inSeries(scheduled: SessionView[]): SessionView[][] {
  const sorted = scheduled.toSorted((a, b) =>
    Date.parse(a.startsAt) - Date.parse(b.startsAt)
  );
  return [
    ...Map.groupBy(sorted, ({ id, series }) => series ?? id).values(),
  ];
}

function Running({ session, students, zone, reach }: {
  session: SessionView;
  students: number;
  zone: string;
  reach: ServerAddresses;
}) {
  const { id, name, state, code, startsAt } = session;
  const { link } = sessionJson(session, reach);
  return (
    <li class="spread session-running card">
      <div class="session-text">
        <p class="session-state board">
          <span class="dot on" />
          {t[state === "ending" ? "ending" : "live"]}
        </p>
        <h3>
          <a class="card-link" href={localPath(`/teacher/sessions/${id}`)}>
            {name}
          </a>
        </h3>
        <p class="quiet figures">
          {rows.students({ count: students })} ·{" "}
          <LocalTime at={startsAt} zone={zone} format="hour" />
        </p>
      </div>
      <div class="row session-running-code">
        <div>
          <p class="quiet small">{t.code}</p>
          <JoinCodeDigits code={code} />
        </div>
        <ScanQr
          name={name}
          code={code}
          link={link}
          qr={makeQrPath(link)}
          otherAddresses={reach.otherOrigins.map((address) =>
            address + session.link
          )}
        />
      </div>
    </li>
  );
}

/** The whole row links to the session. `now` is given for scheduled ones. */
function Row({ session, zone, now, children }: {
  session: SessionView;
  zone: string;
  now?: number;
  children?: ComponentChildren;
}) {
  const { id, name, state, code, startsAt, students } = session;
  const isSoon = now !== undefined && Date.parse(startsAt) - now < dayMs;
  const { word, look } = stateOf(session);
  return (
    <li class="session-row">
      <h3>
        <a class="card-link" href={localPath(`/teacher/sessions/${id}`)}>
          {name}
        </a>
      </h3>
      <p class="session-when quiet small">
        {now === undefined
          ? <LocalTime at={startsAt} zone={zone} format="day" />
          : (
            <Interpolate say={(day) => ahead.starts({ day })}>
              <LocalTime at={startsAt} zone={zone} format="day" />
            </Interpolate>
          )}
        {isSoon && !session.late && (
          <>
            {" · "}
            <StartsIn startsAt={startsAt} now={now} />
          </>
        )}
      </p>
      <p class="session-count quiet small figures">
        {state === "scheduled"
          ? (
            <>
              <span class="visually-hidden">{t.code}</span>{" "}
              {formatJoinCode(code)}
            </>
          )
          : students !== undefined && !session.missed && !session.cancelled &&
            rows.students({ count: students })}
      </p>
      <p class={`session-state small ${look}`}>{word}</p>
      {state === "ended"
        ? (
          <a
            class="button small bare icon-only session-delete"
            href={localPath(`/teacher/sessions/${id}/delete`)}
            aria-label={deletion.deleteName({ name })}
            title={deletion.delete}
          >
            <TrashIcon />
          </a>
        )
        : <ChevronRightIcon />}
      {children}
    </li>
  );
}

/** A class's state in a word, and its colour: `chalk` if it is late or was missed. */
function stateOf(
  { state, missed, cancelled, late, undoUntil }: SessionView,
): { word: string; look: "chalk" | "quiet" } {
  if (state === "scheduled") {
    return undoUntil
      ? { word: classes.cancelled, look: "quiet" }
      : late
      ? { word: classes.late, look: "chalk" }
      : { word: t.scheduled, look: "quiet" };
  }
  return missed
    ? { word: classes.missed, look: "chalk" }
    : { word: cancelled ? classes.cancelled : t.ended, look: "quiet" };
}

/** The classes of colleagues that this teacher moderates or observes (S-8, S-9), and the link into another one. */
function ClassesOfColleagues(
  { colleagueClasses, zone }: {
    colleagueClasses: readonly ColleagueClass[];
    zone: string;
  },
) {
  return (
    <section class="stack tight">
      {colleagueClasses.length > 0 && (
        <h2 class="sessions-heading">{colleagues.heading}</h2>
      )}
      {colleagueClasses.length > 0 && (
        <ul class="sessions">
          {colleagueClasses.map((
            { id, name, code, state, startsAt, role, of, invited },
          ) => (
            <li class="session-row" key={id}>
              <h3>
                <a
                  class="card-link"
                  href={localPath(
                    invited
                      ? `/teacher/observe?code=${code}`
                      : `/teacher/sessions/${id}`,
                  )}
                >
                  {name}
                </a>
              </h3>
              <p class="session-when quiet small">
                <LocalTime at={startsAt} zone={zone} format="day" />
              </p>
              <p class="session-count quiet small">
                {role !== "observer"
                  ? colleagues.helping
                  : invited
                  ? colleagues.invitedTo
                  : colleagues.observing}
                {of && <>{" · "}{colleagues.of({ name: of })}</>}
              </p>
              <p
                class={state === "ended" || state === "scheduled"
                  ? "session-state small quiet"
                  : "session-state small board"}
              >
                {state !== "ended" && state !== "scheduled" && (
                  <span class="dot on" />
                )}
                {t[state === "active" ? "live" : state]}
              </p>
              <ChevronRightIcon />
            </li>
          ))}
        </ul>
      )}
      <div class="cluster">
        <p class="small">{observe.lookOn}</p>
        <JoinOnlineClass place="list" code="" />
      </div>
    </section>
  );
}
