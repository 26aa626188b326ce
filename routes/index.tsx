/** The first page: what this is, and the way in for students; the teacher’s stands quietly at the top. Usable before any script has run. */
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

export default page(({ state }) => (
  <Page
    title={t.title}
    aside={
      <a class="button bare small" href={localPath("/teacher")}>
        <TeacherIcon />
        {t.teacher}
      </a>
    }
  >
    <div class="landing">
      <div class="landing-lead">
        <h1>{t.heading}</h1>
        <p class="quiet">{t.lead}</p>
        <JoinDialog place="landing" code="" name="" errors={{}} />
        <p class="small">
          <a href={localPath("/my")}>{t.my}</a>
        </p>
      </div>
      <Picture theme={state.cookies.get("theme")} />
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

/** The teacher’s page of a running class, in the colours that were chosen, else in the device’s. */
function Picture({ theme }: { theme?: string }) {
  const { file, alt } = t.picture;
  const src = (colours: string) => `/pictures/${file}-${colours}.webp`;
  const isChosen = theme === "dark" || theme === "light";
  return (
    <picture class="landing-picture">
      {!isChosen && (
        <source srcset={src("dark")} media="(prefers-color-scheme: dark)" />
      )}
      <img
        src={src(theme === "dark" ? "dark" : "light")}
        alt={alt}
        width={1280}
        height={800}
      />
    </picture>
  );
}
