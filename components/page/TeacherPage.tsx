import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";
import { desk } from "texts/desk.ts";
import { frame } from "texts/everywhere.ts";
import { portal as t } from "texts/sessions_portal.ts";
import { signIn } from "texts/accounts.ts";
import { Brand } from "./Brand.tsx";
import { PersonIcon, TemplateIcon } from "../ui/icons.tsx";
import { QuizIcon, SettingsIcon, TeacherIcon } from "../ui/later_icons.tsx";
import { LanguageChoice } from "./LanguageChoice.tsx";
import { NoScriptNotice } from "./NoScriptNotice.tsx";
import { ThemeChoice } from "./ThemeChoice.tsx";
import "../ui/popovers/popovers.ts";
import "./TeacherPage.css";
import { localPath } from "../../locales/local_path.ts";

export type TeacherSection = "sessions" | "templates" | "quizzes" | "account";

const parts: { part: TeacherSection; href: string; Icon: typeof PersonIcon }[] =
  [
    { part: "sessions", href: "/teacher/sessions", Icon: TeacherIcon },
    { part: "templates", href: "/teacher/templates", Icon: TemplateIcon },
    { part: "quizzes", href: "/teacher/quizzes", Icon: QuizIcon },
    { part: "account", href: "/teacher/account", Icon: PersonIcon },
  ];

/** @param props `aside`: at the end of the heading, in a lesson after the content; `part`: marked in the rail */
export function TeacherPage(props: {
  title: string;
  part: TeacherSection;
  heading?: ComponentChildren;
  aside?: ComponentChildren;
  /** A lesson has its own header, and on phones the rail is a menu there. */
  isLesson?: boolean;
  children: ComponentChildren;
}) {
  const { isLesson = false } = props;
  return (
    <>
      <NoScriptNotice />
      <div class="portal" data-lesson={isLesson}>
        <Head>
          <title>{`${props.title} · ${frame.name}`}</title>
        </Head>
        <a class="skip" href="#content">{frame.skip}</a>
        <PortalSide part={props.part} isLesson={isLesson} />
        <main id="content" tabIndex={-1} class="portal-main">
          {!isLesson && (
            <div class="portal-head spread">
              <h1 title={props.title}>{props.heading ?? props.title}</h1>
              <div class="portal-tools row">{props.aside}</div>
            </div>
          )}
          {props.children}
          {isLesson && props.aside}
        </main>
      </div>
    </>
  );
}

function PortalSide({ part: current, isLesson }: {
  part: TeacherSection;
  isLesson: boolean;
}) {
  return (
    <header class="portal-side">
      <Brand href={localPath("/")} />
      <div
        class={isLesson ? "portal-all popover" : "portal-all"}
        id="portal-all"
        popover={isLesson ? "auto" : undefined}
      >
        <nav aria-label={t.navigation}>
          <ul class="portal-nav">
            {parts.map(({ part, href, Icon }) => (
              <li>
                <a
                  href={localPath(href)}
                  aria-current={part === current ? "page" : undefined}
                >
                  <Icon />
                  <span>{t[part]}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <button
          type="button"
          class="button bare portal-more"
          popovertarget="portal-foot"
          aria-label={desk.account}
          title={desk.account}
        >
          <SettingsIcon />
          <span>{desk.options}</span>
        </button>
        <PortalFoot />
      </div>
    </header>
  );
}

function PortalFoot() {
  return (
    <div class="portal-foot popover" id="portal-foot" popover="auto">
      <LanguageChoice />
      <ThemeChoice />
      <a
        class="button bare small portal-data"
        href={localPath("/privacy")}
      >
        {frame.data}
      </a>
      <a
        class="button bare small portal-data"
        href={localPath("/accessibility")}
      >
        {frame.accessibility}
      </a>
      <form method="post" action={localPath("/teacher/sign-out")}>
        <button type="submit" class="button bare small">
          {signIn.signOut}
        </button>
      </form>
    </div>
  );
}
