/** The frame of the Teacher Portal: the sidebar (on a phone a row of tabs), a head for the page, its content. */
import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";
import { en } from "../../locales/en/everywhere.ts";
import { portal as t } from "../../locales/en/sessions/portal.ts";
import { privacyLink } from "../../locales/en/privacy.ts";
import { signIn } from "../../locales/en/accounts.ts";
import { Brand } from "./Brand.tsx";
import { PersonIcon, TeacherIcon } from "../ui/icons.tsx";
import { ThemeChoice } from "./ThemeChoice.tsx";
import "./TeacherPage.css";

/** The parts of the portal. */
export type PortalPart = "sessions" | "templates" | "quizzes" | "account";

// Prompt Templates and Quizzes stand here from when there are any.
const parts: { part: PortalPart; href: string; Icon: typeof PersonIcon }[] = [
  { part: "sessions", href: "/teacher/sessions", Icon: TeacherIcon },
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
        <title>{`${props.title} · ${en.name}`}</title>
      </Head>
      <a class="skip" href="#content">{en.frame.skip}</a>
      <header class="portal-side">
        <Brand href="/" />
        <nav aria-label={t.navigation}>
          <ul class="portal-nav">
            {parts.map(({ part, href, Icon }) => (
              <li>
                <a
                  href={href}
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
          <ThemeChoice />
          <a class="button bare small portal-data" href="/privacy">
            {privacyLink}
          </a>
          <form method="post" action="/teacher/sign-out">
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
        <p class="portal-end small">
          <a href="/privacy">{privacyLink}</a>
        </p>
      </main>
    </div>
  );
}
