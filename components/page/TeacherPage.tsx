import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";
import { desk } from "texts/desk.ts";
import { frame } from "texts/everywhere.ts";
import { portal as t } from "texts/sessions_portal.ts";
import { signIn } from "texts/accounts.ts";
import { Brand } from "./Brand.tsx";
import {
  PersonIcon,
  QuizIcon,
  SettingsIcon,
  TeacherIcon,
  TemplateIcon,
} from "../ui/icons.tsx";
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

/** @param props `aside`: at the end of the heading, with a rail after the content; `part`: marked in the sidebar */
export function TeacherPage(props: {
  title: string;
  part: TeacherSection;
  heading?: ComponentChildren;
  aside?: ComponentChildren;
  /** `rail`: for a lesson, which has its own header: a narrow sidebar, and on phones a menu. */
  frame?: "rail";
  children: ComponentChildren;
}) {
  const isRail = props.frame === "rail";
  return (
    <>
      <NoScriptNotice />
      <div class="portal" data-frame={props.frame}>
        <Head>
          <title>{`${props.title} · ${frame.name}`}</title>
        </Head>
        <a class="skip" href="#content">{frame.skip}</a>
        <PortalSide part={props.part} isRail={isRail} />
        <main id="content" tabIndex={-1} class="portal-main">
          {!isRail && (
            <div class="portal-head spread">
              <h1 title={props.title}>{props.heading ?? props.title}</h1>
              <div class="portal-tools row">{props.aside}</div>
            </div>
          )}
          {props.children}
          {isRail ? props.aside : (
            <div class="portal-end spread small">
              <div class="cluster page-links">
                <a href={localPath("/privacy")}>{frame.data}</a>
                <a href={localPath("/accessibility")}>{frame.accessibility}</a>
              </div>
              <div class="cluster flush page-choices">
                <LanguageChoice />
                <ThemeChoice />
              </div>
            </div>
          )}
        </main>
      </div>
    </>
  );
}

function PortalSide({ part: current, isRail }: {
  part: TeacherSection;
  isRail: boolean;
}) {
  return (
    <header class="portal-side">
      <Brand href={localPath("/")} />
      <div
        class={isRail ? "portal-all popover" : "portal-all"}
        id="portal-all"
        popover={isRail ? "auto" : undefined}
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
        {isRail && (
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
        )}
        <PortalFoot isRail={isRail} />
      </div>
    </header>
  );
}

function PortalFoot({ isRail }: { isRail: boolean }) {
  return (
    <div
      class={isRail ? "portal-foot popover" : "portal-foot"}
      id="portal-foot"
      popover={isRail ? "auto" : undefined}
    >
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
