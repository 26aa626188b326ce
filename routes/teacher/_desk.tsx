import type { ComponentChildren } from "preact";
import { readMemberPageData } from "../../classroom/people/member_page.ts";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { getApp } from "../../classroom/app.ts";
import type { Identity } from "../../classroom/model/members.ts";
import { isRefusal } from "../../sync/refusal.ts";
import {
  TeacherPage,
  type TeacherSection,
} from "../../components/page/TeacherPage.tsx";
import ChatPanel from "../../islands/ChatPanel.tsx";
import StaleCacheCleaner from "../../islands/StaleCacheCleaner.tsx";
import OwnJoinRequest from "../../islands/staff/OwnJoinRequest.tsx";

interface DeskClass {
  session: string;
  member: string;
  role: "teacher" | "observer";
  epoch: string;
}

/** The data of running classes for a teacher's page. */
export interface TeacherDeskProps {
  /** The class whose chat is shown: on a page of a colleague's class that class, else the teacher's running one. */
  chat: DeskClass | null;
  /** The teacher's own running class, if `chat` is a colleague's. */
  besides: DeskClass | null;
  /** The classes that this device may cache; null if unknown. */
  keeps: readonly string[] | null;
}

export const emptyDesk: TeacherDeskProps = {
  chat: null,
  besides: null,
  keeps: null,
};

export async function loadDesk(
  teacher: Teacher,
  pathname: string,
): Promise<TeacherDeskProps> {
  const { colleagues } = getApp();
  const chat = await runningClass(teacher);
  // This also makes an invited colleague who opens the page a moderator.
  const colleagueClass = await colleaguesClass(teacher, pathname);
  const helped = await colleagues.runningModerated(teacher);
  return {
    chat: colleagueClass ?? chat,
    besides: colleagueClass && chat,
    keeps: [...chat ? [chat.session] : [], ...helped],
  };
}

async function runningClass(teacher: Teacher): Promise<DeskClass | null> {
  const { sessions, identities } = getApp();
  const record = await sessions.findRunning(teacher);
  if (!record || record.state === "ended") return null;
  const who = await identities.findOwner(record.id, teacher.id);
  return who && await classOf(who);
}

/** The colleague's class of a page, if it runs and the teacher may open it (S-8, S-9). */
async function colleaguesClass(
  teacher: Teacher,
  pathname: string,
): Promise<DeskClass | null> {
  const session = /^\/teacher\/sessions\/(\w{16})(?:\/|$)/.exec(pathname)?.[1];
  if (session === undefined) return null;
  const { identities, sessions } = getApp();
  const who = await identities.findStaff(session, teacher);
  if (!who || who.owner) return null;
  const { state } = await sessions.readRecord(session) ?? {};
  if (state !== "active" && state !== "ending") return null;
  try {
    return await classOf(who);
  } catch (error) {
    // The page that is being loaded shows the refusal itself.
    if (isRefusal(error)) return null;
    throw error;
  }
}

async function classOf(who: Identity): Promise<DeskClass> {
  const { epoch } = await readMemberPageData(getApp().sync, who);
  const { session, member } = who;
  const role = who.role === "observer" ? "observer" : "teacher";
  return { session, member, role, epoch };
}

/**
 * A portal page with the chat of a running class and its join requests (C-1, J-2). `isHome`: the page of the class
 * itself. `ahead`: the page's class if it has not begun; the page shows its chat once it runs.
 */
export function DeskPage(props: {
  desk: TeacherDeskProps;
  isHome?: boolean;
  ahead?: DeskClass;
  title: string;
  part: TeacherSection;
  heading?: ComponentChildren;
  aside?: ComponentChildren;
  /** Of a lesson, `children` include the chat. */
  isLesson?: boolean;
  children: ComponentChildren;
}) {
  const { desk, isHome = false, ahead, aside, ...page } = props;
  const chat = ahead ?? desk.chat;
  const besides = ahead ? desk.chat : desk.besides;
  return (
    <TeacherPage
      {...page}
      aside={
        <>
          {aside}
          {chat && !page.isLesson && (
            <ChatPanel
              {...chat}
              cookieRole="teacher"
              isHome={isHome}
              isAhead={ahead !== undefined}
            />
          )}
          {besides && <OwnJoinRequest {...besides} cookieRole="teacher" />}
          <StaleCacheCleaner
            live={desk.keeps &&
              [...desk.keeps, ...ahead ? [ahead.session] : []]}
          />
        </>
      }
    />
  );
}
