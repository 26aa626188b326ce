/** The teacher's class sessions: what runs first, then what is scheduled, the next first, then the newest. */
import type { ComponentChildren } from "preact";
import { theApp } from "../../../../classroom/app.ts";
import type { SessionView } from "../../../../classroom/schema/views.ts";
import {
  ChevronRightIcon,
  ClockIcon,
  PlusIcon,
} from "../../../../components/ui/icons.tsx";
import { Notice } from "../../../../components/ui/Notice.tsx";
import { Around } from "../../../../components/ui/Around.tsx";
import { writeCode } from "../../../../components/sessions/code.ts";
import JoinOnlineClass from "../../../../islands/staff/JoinOnlineClass.tsx";
import LocalTime from "../../../../islands/LocalTime.tsx";
import StartsIn from "../../../../islands/schedule/StartsIn.tsx";
import { deletion } from "texts/deletion.ts";
import { portal, sessions as t } from "texts/sessions_portal.ts";
import {
  classes,
  schedule,
  scheduled as ahead,
} from "texts/sessions_schedule.ts";
import { DeskPage } from "../../_desk.tsx";
import { ClassesOfColleagues } from "./_colleagues.tsx";
import { zoneOf } from "../../../(http)/_zone.ts";
import { handler, page } from "./$index.ts";
import "../../../../styles/sessions.css";
import { localPath } from "../../../../locales/local_path.ts";

const aDay = 24 * 60 * 60_000;

export const handlers = handler({
  async GET(ctx) {
    const { teacher, cookies } = ctx.state;
    const sessions = await theApp().sessions.list(teacher);
    const deleted = ctx.url.searchParams.get("done") === "deleted";
    const helped = await theApp().colleagues.classes(teacher);
    const zone = zoneOf(cookies), now = Date.now();
    return { data: { sessions, helped, zone, deleted, now } };
  },
});

export default page(({ data, state }) => {
  const { sessions, helped, zone, deleted, now } = data;
  const running = sessions.filter(({ state }) =>
    state === "active" || state === "ending"
  );
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
          <JoinOnlineClass place="list" code="" />
          <a
            class="button"
            href={localPath("/teacher/sessions/new?when=time")}
          >
            <ClockIcon />
            {schedule.schedule}
          </a>
          <a class="button main" href={localPath("/teacher/sessions/new")}>
            <PlusIcon />
            {t.create}
          </a>
        </>
      }
    >
      <div class="stack wide">
        {deleted && <Notice tone="good">{deletion.deleted}</Notice>}
        {sessions.length === 0 && (
          <div class="card sessions-empty">
            <h2>{t.empty}</h2>
            <p class="quiet">{t.emptyText}</p>
          </div>
        )}
        {running.length > 0 && (
          <List heading={t.active} sessions={running} zone={zone} />
        )}
        {scheduled.length > 0 && (
          <Scheduled all={scheduled} zone={zone} now={now} />
        )}
        <ClassesOfColleagues all={helped} zone={zone} />
        {past.length > 0 && (
          <List heading={t.past} sessions={past} zone={zone} />
        )}
      </div>
    </DeskPage>
  );
});

function List(props: {
  heading: string;
  sessions: SessionView[];
  zone: string;
}) {
  return (
    <section class="stack tight">
      <h2>{props.heading}</h2>
      <ul class="sessions">
        {props.sessions.map((session) => (
          <Card
            key={session.id}
            session={session}
            zone={props.zone}
          />
        ))}
      </ul>
    </section>
  );
}

/** What is scheduled; the classes of a series stand behind the next one of it. */
function Scheduled({ all, zone, now }: {
  all: SessionView[][];
  zone: string;
  now: number;
}) {
  return (
    <section class="stack tight">
      <h2>{classes.heading}</h2>
      <ul class="sessions">
        {all.map(([next, ...later]) => (
          <Card key={next.id} session={next} zone={zone} now={now}>
            {later.length > 0 && (
              <details class="session-card-series small">
                <summary>{classes.more({ count: later.length })}</summary>
                <ul>
                  {later.map(({ id, code, startsAt }) => (
                    <li key={id}>
                      <a href={localPath(`/teacher/sessions/${id}`)}>
                        <LocalTime at={startsAt} zone={zone} how="day" />
                      </a>{" "}
                      <span class="quiet figures">{writeCode(code)}</span>
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </Card>
        ))}
      </ul>
    </section>
  );
}

/** The scheduled classes, the next first; those of one series together. */
function inSeries(scheduled: SessionView[]): SessionView[][] {
  const sorted = scheduled.toSorted((a, b) =>
    Date.parse(a.startsAt) - Date.parse(b.startsAt)
  );
  return [
    ...Map.groupBy(sorted, ({ id, series }) => series ?? id).values(),
  ];
}

/** The whole card leads to the session. `now` where it is still to begin. */
function Card({ session, zone, now, children }: {
  session: SessionView;
  zone: string;
  now?: number;
  children?: ComponentChildren;
}) {
  const { id, name, state, code, startsAt } = session;
  const isSoon = now !== undefined && Date.parse(startsAt) - now < aDay;
  return (
    <li class="session-card box">
      <div class="session-card-text">
        <h3>
          <a
            class="card-link"
            href={localPath(`/teacher/sessions/${id}`)}
          >
            {name}
          </a>
        </h3>
        <p class="quiet small">
          {now === undefined
            ? <LocalTime at={startsAt} zone={zone} how="day" />
            : (
              <Around say={(day) => ahead.starts({ day })}>
                <LocalTime at={startsAt} zone={zone} how="day" />
              </Around>
            )}
          {isSoon && !session.late && (
            <>
              {" · "}
              <StartsIn at={startsAt} now={now} />
            </>
          )}
        </p>
      </div>
      {state === "ended"
        ? (
          <>
            <a
              class="button small bare session-card-delete"
              href={localPath(`/teacher/sessions/${id}/delete`)}
              aria-label={deletion.deleteName({ name })}
            >
              {deletion.delete}
            </a>
            <span class={session.missed ? "badge chalk" : "badge"}>
              {session.missed
                ? classes.missed
                : session.cancelled
                ? classes.cancelled
                : t.ended}
            </span>
          </>
        )
        : (
          <>
            <p class="session-card-code">
              <span class="visually-hidden">{t.code}</span>
              {code}
            </p>
            {state === "scheduled"
              ? (
                <span class={session.late ? "badge chalk" : "badge"}>
                  {session.late ? classes.late : t.scheduled}
                </span>
              )
              : (
                <span class="badge board">
                  <span class="dot on" />
                  {t[state === "active" ? "live" : state]}
                </span>
              )}
          </>
        )}
      <ChevronRightIcon />
      {children}
    </li>
  );
}
