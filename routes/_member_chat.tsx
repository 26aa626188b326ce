/** The chat of a class that runs, for its students, on pages that are no class's own (C-2). */
import { theApp } from "../classroom/app.ts";
import {
  type RunningSeat,
  runningSeat,
} from "../classroom/people/member_page.ts";
import StudentChat from "../islands/chat/StudentChat.tsx";

/** Where a browser sits in a class that runs; null: nowhere, and its page needs nothing of the chat. */
export async function runningSeatOf(
  cookies: ReadonlyMap<string, string>,
): Promise<RunningSeat | null> {
  return await runningSeat(theApp(), cookies);
}

/** The speech bubble with its panel. */
export function MemberChat({ seat }: { seat: RunningSeat | null }) {
  return seat && (
    <StudentChat
      session={seat.session.id}
      member={seat.member.id}
      own={seat.own}
      by={seat.by}
      role={seat.member.role}
      as="member"
      epoch={seat.epoch}
    />
  );
}
