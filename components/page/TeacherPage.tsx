/** The frame of the Teacher Portal: the sidebar (on a phone a row of tabs), a head for the page, its content. */
import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";
import { frame } from "texts/everywhere.ts";
import { portal as t } from "texts/sessions_portal.ts";
import { signIn } from "texts/accounts.ts";
import { Brand } from "./Brand.tsx";
import {
  PersonIcon,
  QuizIcon,
  TeacherIcon,
  TemplateIcon,
} from "../ui/icons.tsx";
import { LanguageChoice } from "./LanguageChoice.tsx";
import { ThemeChoice } from "./ThemeChoice.tsx";
import "./TeacherPage.css";
import { localPath } from "../../locales/local_path.ts";

/** The parts of the portal. */
export type PortalPart = "sessions" | "templates" | "quizzes" | "account";

const parts: { part: PortalPart; href: string; Icon: typeof PersonIcon }[] = [
  { part: "sessions", href: "/teacher/sessions", Icon: TeacherIcon },
  { part: "templates", href: "/teacher/templates", Icon: TemplateIcon },
  { part: "quizzes", href: "/teacher/quizzes", Icon: QuizIcon },
  { part: "account", href: "/teacher/account", Icon: PersonIcon },
];

/** A page of the portal. `aside` stands at the right of the heading; `part` is what the sidebar marks. */
export function TeacherPage(props: {
  title: string;
  part: PortalPart;
  heading?: ComponentChildren;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <div class="portal">
      <Head>
        <title>{`${props.title} · ${frame.name}`}</title>
      </Head>
      <a class="skip" href="#content">{frame.skip}</a>
      <header class="portal-side">
        <Brand href={localPath("/")} />
        <nav aria-label={t.navigation}>
          <ul class="portal-nav">
            {parts.map(({ part, href, Icon }) => (
              <li>
                <a
                  href={localPath(href)}
                  aria-current={part === props.part ? "page" : undefined}
                >
                  <Icon />
                  <span>{t[part]}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="portal-foot">
          <LanguageChoice />
          <ThemeChoice />
          <a class="button bare small portal-data" href={localPath("/privacy")}>
            {frame.data}
          </a>
          <form method="post" action={localPath("/teacher/sign-out")}>
            <button type="submit" class="button bare small">
              {signIn.signOut}
            </button>
          </form>
        </div>
      </header>
      <main id="content" class="portal-main">
        <div class="portal-head spread">
          <h1 title={props.title}>{props.heading ?? props.title}</h1>
          <div class="portal-tools row">{props.aside}</div>
        </div>
        {props.children}
        <div class="portal-end spread small">
          <a href={localPath("/privacy")}>{frame.data}</a>
          <LanguageChoice />
        </div>
      </main>
    </div>
  );
}
