/** The first page: what this is, and the way in for students; the teacher’s stands quietly at the top. Usable before any script has run. */
import { Page } from "../components/page/Page.tsx";
import { CheckIcon, TeacherIcon } from "../components/ui/icons.tsx";
import JoinDialog from "../islands/JoinDialog.tsx";
import { landing as t } from "texts/people_join.ts";
import { handler, page } from "./$index.ts";
import "../styles/open.css";
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

/**
 * A running class, in the colours that were chosen, else in the device’s: the teacher’s page; where there is no room for
 * that, a student’s.
 */
function Picture({ theme }: { theme?: string }) {
  const { file, phone, alt } = t.picture;
  const src = (of: string, colours: string) =>
    `/pictures/${of}-${colours}.webp`;
  const narrow = "(max-width: 699px)", dark = "(prefers-color-scheme: dark)";
  const isChosen = theme === "dark" || theme === "light";
  const chosen = theme === "dark" ? "dark" : "light";
  return (
    <picture class="landing-picture">
      {!isChosen && (
        <>
          <source
            srcset={src(phone, "dark")}
            media={`${narrow} and ${dark}`}
            width={360}
            height={560}
          />
          <source
            media={`(min-width: 700px) and ${dark}`}
            srcset={src(file, "dark")}
          />
        </>
      )}
      <source
        srcset={src(phone, chosen)}
        media={narrow}
        width={360}
        height={560}
      />
      <img src={src(file, chosen)} alt={alt} width={1280} height={800} />
    </picture>
  );
}
