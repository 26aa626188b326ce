import { getApp } from "../classroom/app.ts";
import {
  readRunningSeat,
  type RunningSeat,
} from "../classroom/people/member_page.ts";
import StudentChat from "../islands/chat/StudentChat.tsx";

export async function findRunningSeat(
  cookies: ReadonlyMap<string, string>,
): Promise<RunningSeat | null> {
  return await readRunningSeat(getApp(), cookies);
}

/** A student's chat of a running class, on pages outside of it (C-2). */
export function MemberChat({ seat }: { seat: RunningSeat | null }) {
  return seat && (
    <StudentChat
      session={seat.session.id}
      member={seat.member.id}
      alias={seat.own}
      cookieMember={seat.by}
      role={seat.member.role}
      cookieRole="member"
      epoch={seat.epoch}
    />
  );
}
