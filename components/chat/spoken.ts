/** Messages, and why somebody cannot write, in the words in which they are read out. */
import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { previewOf } from "../../classroom/model/previews.ts";
import { type ChatEntry, entryWords } from "./entries.ts";
import type { WhyMuted } from "./room.ts";

/** A message is read out as far as this; it can be gone to. */
const longestReadOut = 1000;

/** Why somebody cannot write, in words. */
export function silenceWords(why: WhyMuted): string {
  return { paused: t.paused, muted: t.muted, closed: groups.closedHere }[why];
}

/** Who says what, and what is special about it. */
export function spoken(entry: ChatEntry, isMeant: boolean): string {
  const { message, isTeacher } = entry;
  const name = entry.name ?? t.someone;
  const text = previewOf(entryWords(message), longestReadOut);
  if (message.kind === "broadcast") return t.saysToAll({ name, text });
  if (isMeant) return t.saysToYou({ name, text });
  return isTeacher ? t.saysAsTeacher({ name, text }) : t.says({ name, text });
}
