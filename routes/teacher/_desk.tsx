/** A page of the teacher's desk: the portal's frame with the chat of a class that runs, and who knocks there (C-1, J-2). */
import type { ComponentChildren } from "preact";
import { memberPage } from "../../classroom/people/member_page.ts";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { theApp } from "../../classroom/app.ts";
import type { Who } from "../../classroom/model/who.ts";
import { isRefusal } from "../../sync/refusal.ts";
import {
  type PortalPart,
  TeacherPage,
} from "../../components/page/TeacherPage.tsx";
import ChatPanel from "../../islands/ChatPanel.tsx";
import DeskTidy from "../../islands/DeskTidy.tsx";
import OwnKnock from "../../islands/staff/OwnKnock.tsx";

/** A class that runs, as its chat needs it. */
export interface DeskClass {
  session: string;
  member: string;
  role: "teacher" | "observer";
  epoch: string;
}

/** What is on a teacher's desk. */
export interface DeskProps {
  /** The class whose chat is on the page: their own one that runs, or on a page of a colleague's class that one. */
  chat: DeskClass | null;
  /** Their own class that runs, where the chat is another one's. */
  besides: DeskClass | null;
  /** The classes of which this device may keep copies; null: it is not asked. */
  keeps: readonly string[] | null;
}

/** For a page on which nothing of a class is. */
export const emptyDesk: DeskProps = {
  chat: null,
  besides: null,
  keeps: null,
};

/** What is on the desk of a teacher who opens a page. */
export async function deskOf(
  teacher: Teacher,
  pathname: string,
): Promise<DeskProps> {
  const { colleagues } = theApp();
  const own = await runningClass(teacher);
  // Who comes by an invitation helps from then on.
  const theirs = await colleaguesClass(teacher, pathname);
  const helped = await colleagues.helpsNow(teacher);
  return {
    chat: theirs ?? own,
    besides: theirs && own,
    keeps: [...own ? [own.session] : [], ...helped],
  };
}

/** The class of this teacher that runs; null: none, or it has ended by now. */
async function runningClass(teacher: Teacher): Promise<DeskClass | null> {
  const { sessions, identities } = theApp();
  const record = await sessions.running(teacher);
  if (!record || record.state === "ended") return null;
  const who = await identities.owner(record.id, teacher.id);
  return who && await classOf(who);
}

/** The colleague's class that a page is about, as long as it runs and they may be there (S-8, S-9). */
async function colleaguesClass(
  teacher: Teacher,
  pathname: string,
): Promise<DeskClass | null> {
  const session = /^\/teacher\/sessions\/(\w{16})(?:\/|$)/.exec(pathname)?.[1];
  if (session === undefined) return null;
  const { identities, sessions } = theApp();
  const who = await identities.staff(session, teacher);
  if (!who || who.owner) return null;
  const { state } = await sessions.record(session) ?? {};
  if (state !== "active" && state !== "ending") return null;
  try {
    return await classOf(who);
  } catch (thrown) {
    // The page itself says why they may not.
    if (isRefusal(thrown)) return null;
    throw thrown;
  }
}

async function classOf(who: Who): Promise<DeskClass> {
  const { epoch } = await memberPage(theApp().sync, who);
  const { session, member } = who;
  const role = who.role === "observer" ? "observer" : "teacher";
  return { session, member, role, epoch };
}

/**
 * The page. `home` says that it is the page of the class itself, where those who knock are answered; `ahead` is that
 * class where it has not begun, whatever else runs: its page has the dialogs that prepare it, and its chat once it runs.
 */
export function DeskPage(props: {
  desk: DeskProps;
  home?: boolean;
  ahead?: DeskClass;
  title: string;
  part: PortalPart;
  heading?: ComponentChildren;
  aside?: ComponentChildren;
  /** The page is all of a lesson's, and has the chat in it by itself. */
  frame?: "rail";
  children: ComponentChildren;
}) {
  const { desk, home = false, ahead, aside, ...page } = props;
  const chat = ahead ?? desk.chat;
  const besides = ahead ? desk.chat : desk.besides;
  return (
    <TeacherPage
      {...page}
      aside={
        <>
          {aside}
          {chat && !page.frame && (
            <ChatPanel
              {...chat}
              as="teacher"
              home={home}
              ahead={ahead !== undefined}
            />
          )}
          {besides && <OwnKnock {...besides} as="teacher" />}
          <DeskTidy
            live={desk.keeps &&
              [...desk.keeps, ...ahead ? [ahead.session] : []]}
          />
        </>
      }
    />
  );
}
