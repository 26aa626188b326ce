/** The teacher's class sessions: what runs first, then the newest. */
import { theApp } from "../../../../classroom/app.ts";
import type { SessionView } from "../../../../classroom/schema/views.ts";
import {
  ChevronRightIcon,
  PlusIcon,
} from "../../../../components/ui/icons.tsx";
import { Notice } from "../../../../components/ui/Notice.tsx";
import JoinOnlineClass from "../../../../islands/staff/JoinOnlineClass.tsx";
import LocalTime from "../../../../islands/LocalTime.tsx";
import { deletion } from "texts/deletion.ts";
import { portal, sessions as t } from "texts/sessions_portal.ts";
import { DeskPage } from "../../_desk.tsx";
import { ClassesOfColleagues } from "./_colleagues.tsx";
import { zoneOf } from "../../../(http)/_zone.ts";
import { handler, page } from "./$index.ts";
import "../../../../styles/sessions.css";
import { localPath } from "../../../../locales/local_path.ts";

export const handlers = handler({
  async GET(ctx) {
    const { teacher, cookies } = ctx.state;
    const sessions = await theApp().sessions.list(teacher);
    const deleted = ctx.url.searchParams.get("done") === "deleted";
    const helped = await theApp().colleagues.classes(teacher);
    return { data: { sessions, helped, zone: zoneOf(cookies), deleted } };
  },
});

export default page(({ data, state }) => {
  const { sessions, helped, zone, deleted } = data;
  const running = sessions.filter(({ state }) => state !== "ended");
  const past = sessions.filter(({ state }) => state === "ended");
  return (
    <DeskPage
      desk={state.desk}
      title={portal.sessions}
      part="sessions"
      aside={
        <>
          <JoinOnlineClass place="list" code="" />
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
        {props.sessions.map(({ id, name, state, code, startsAt }) => (
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
                <LocalTime at={startsAt} zone={props.zone} how="day" />
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
                  <span class="badge">{t.ended}</span>
                </>
              )
              : (
                <>
                  <p class="session-card-code">
                    <span class="visually-hidden">{t.code}</span>
                    {code}
                  </p>
                  <span class="badge board">
                    <span class="dot on" />
                    {t[state === "active" ? "live" : state]}
                  </span>
                </>
              )}
            <ChevronRightIcon />
          </li>
        ))}
      </ul>
    </section>
  );
}
