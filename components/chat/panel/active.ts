/** Who is active in a class, as its chat shows it (C-7). */
import type { Chat } from "../chat.ts";

/** Those online, but for observers, who are not counted. */
export function activeOf({ session }: Chat) {
  const { online, members } = session.facts;
  return [...online.value.values()].flatMap((state) => {
    const member = members.value[state.member];
    if (!member || member.role === "observer") return [];
    return [{ ...member, id: state.member, idle: state.idle }];
  });
}
