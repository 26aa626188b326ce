/** A page of the teacher's desk: the portal's frame with the chat of the class that runs, and who knocks there (C-1, J-2). */
import type { ComponentChildren } from "preact";
import { memberPage } from "../../classroom/people/member_page.ts";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { theApp } from "../../classroom/app.ts";
import {
  type PortalPart,
  TeacherPage,
} from "../../components/page/TeacherPage.tsx";
import ChatPanel from "../../islands/ChatPanel.tsx";
import DeskTidy from "../../islands/DeskTidy.tsx";

/** The class of a teacher that runs, as its chat needs it. */
export interface DeskClass {
  session: string;
  member: string;
  epoch: string;
}

/** The class of this teacher that runs; null: none, or it has ended by now. */
export async function runningClass(
  teacher: Teacher,
): Promise<DeskClass | null> {
  const { sessions, identities, sync } = theApp();
  const record = await sessions.running(teacher);
  if (!record || record.state === "ended") return null;
  const who = await identities.owner(record.id, teacher.id);
  if (!who) return null;
  const { epoch } = await memberPage(sync, who);
  return { session: record.id, member: record.member, epoch };
}

/** The page. `home` says that it is the page of the class itself, where those who knock are answered. */
export function DeskPage(props: {
  desk: DeskClass | null;
  home?: boolean;
  title: string;
  part: PortalPart;
  heading?: ComponentChildren;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { desk, home = false, aside, ...page } = props;
  return (
    <TeacherPage
      {...page}
      aside={
        <>
          {aside}
          {desk && (
            <ChatPanel {...desk} role="teacher" as="teacher" home={home} />
          )}
          <DeskTidy live={desk?.session ?? null} />
        </>
      }
    />
  );
}
