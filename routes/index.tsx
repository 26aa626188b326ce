/** The first page: what this is, and the two ways in. Usable before any script has run. */
import { Page } from "../components/page/Page.tsx";
import { CheckIcon, TeacherIcon } from "../components/ui/icons.tsx";
import JoinDialog from "../islands/JoinDialog.tsx";
import { landing as t } from "texts/people_join.ts";
import { handler, page } from "./$index.ts";
import "../styles/landing.css";
import { localPath } from "../locales/local_path.ts";

export const handlers = handler({
  GET(ctx) {
    const code = ctx.url.searchParams.get("sessionCode");
    if (code !== null) {
      return ctx.redirect(
        localPath(`/join?${new URLSearchParams({ sessionCode: code })}`),
      );
    }
    return { data: {} };
  },
});

export default page(() => (
  <Page title={t.title}>
    <div class="landing">
      <div class="landing-lead">
        <h1>{t.heading}</h1>
        <p>{t.lead}</p>
      </div>
      <div class="landing-ways">
        <div>
          <JoinDialog place="landing" code="" name="" errors={{}} />
          <p class="hint">{t.studentHint}</p>
          <p class="hint">
            <a href={localPath("/my")}>{t.my}</a>
          </p>
        </div>
        <div>
          <a class="button large wide" href={localPath("/teacher")}>
            <TeacherIcon />
            {t.teacher}
          </a>
          <p class="hint">{t.teacherHint}</p>
        </div>
      </div>
      <ul class="landing-facts">
        {t.facts.map(({ title, text }) => (
          <li>
            <CheckIcon />
            <div>
              <h2>{title}</h2>
              <p class="quiet">{text}</p>
            </div>
          </li>
        ))}
      </ul>
    </div>
  </Page>
));
