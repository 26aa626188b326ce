/** The first page: students enter a code, teachers start a class (N-3). It works before any script has run. */
import { Page } from "../components/page/Page.tsx";
import { TeacherIcon } from "../components/ui/later_icons.tsx";
import { getApp } from "../classroom/app.ts";
import ClassMinute from "../islands/ClassMinute.tsx";
import JoinDialog from "../islands/JoinDialog.tsx";
import { signIn } from "texts/accounts.ts";
import { landing as t } from "texts/people_join.ts";
import { portal, sessions } from "texts/sessions_portal.ts";
import { handler, page } from "./$index.ts";
import { readTimeZone } from "./(http)/_time_zone.ts";
import { StartNowForm, startNowPath } from "./teacher/_default_class.tsx";
import { pathWithNext } from "./teacher/_own_path.ts";
import "../styles/open.css";
import { localPath } from "../locales/local_path.ts";

export const handlers = handler({
  async GET(ctx) {
    const code = ctx.url.searchParams.get("sessionCode");
    if (code !== null) {
      return ctx.redirect(
        localPath(`/join?${new URLSearchParams({ sessionCode: code })}`),
      );
    }
    const { teacher, cookies } = ctx.state;
    const { sessions, settings } = getApp();
    const runs = teacher && await sessions.findRunning(teacher);
    return {
      data: {
        running: runs && runs.state !== "ended"
          ? { id: runs.id, name: runs.name }
          : null,
        maySignUp: settings.PASSWORDS === "on" && settings.SIGN_UP !== "closed",
        isKnown: teacher !== null,
        zone: readTimeZone(cookies),
        phone: /Mobi|Android/.test(ctx.req.headers.get("user-agent") ?? ""),
      },
    };
  },
});

export default page(({ data: { phone, ...door } }) => (
  <Page
    title={t.title}
    description={t.lead}
    aside={
      <a class="button bare small" href={localPath("/teacher")}>
        <TeacherIcon />
        {t.teacher}
      </a>
    }
  >
    <div class="stack landing">
      <div class="stack tight landing-lead">
        <h1>{t.heading}</h1>
        <p class="quiet">{t.lead}</p>
      </div>
      <div class="stack wide landing-doors">
        <JoinDialog
          place="landing"
          code=""
          name=""
          errors={{}}
          // On a phone, the keyboard would hide the page.
          isUnfocused={phone}
        />
        <TeacherDoor {...door} />
      </div>
      <ClassMinute />
      <ul class="stack wide landing-about">
        {Object.values(t.about).map(({ title, text }) => (
          <li key={title} class="stack tight">
            <h2>{title}</h2>
            <p class="quiet">{text}</p>
          </li>
        ))}
      </ul>
    </div>
  </Page>
));

/** Starts a class with one press (N-3), or leads to the running class or the sign-in. */
function TeacherDoor({ running, maySignUp, isKnown, zone }: {
  running: { id: string; name: string } | null;
  maySignUp: boolean;
  isKnown: boolean;
  zone: string;
}) {
  return (
    <section class="card stack landing-door" aria-labelledby="teacher-door">
      <h2 id="teacher-door">{t.teacherDoor}</h2>
      <p class="quiet">
        {running ? t.runningText : isKnown ? t.teacherTextIn : t.teacherText}
      </p>
      {running
        ? (
          <a
            class="button main large"
            href={localPath(`/teacher/sessions/${running.id}`)}
          >
            {sessions.openOther({ name: running.name })}
          </a>
        )
        : isKnown
        ? (
          <form
            method="post"
            action={localPath("/teacher/sessions/new")}
          >
            <StartNowForm zone={zone} />
            <button type="submit" class="button main large">{t.start}</button>
          </form>
        )
        : (
          <a
            class="button main large"
            href={pathWithNext(
              `/teacher/sign-in?${maySignUp ? "new&" : ""}`,
              startNowPath,
            )}
          >
            {t.start}
          </a>
        )}
      <a
        class="button bare"
        href={localPath(isKnown ? "/teacher/sessions" : "/teacher/sign-in")}
      >
        {isKnown ? portal.sessions : signIn.haveAccount}
      </a>
    </section>
  );
}
