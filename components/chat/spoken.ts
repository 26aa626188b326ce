import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { previewOf } from "../../classroom/model/previews.ts";
import type { Sentence } from "../ui/announce.ts";
import { type ChatEntry, entryWords } from "./entries.ts";
import type { WhyMuted } from "./room.ts";

/** Longest text read out. */
const longestReadOut = 1000;

export function silenceWords(why: WhyMuted): string {
  return { paused: t.paused, muted: t.muted, closed: groups.closedHere }[why];
}

/** The sentence that announces a message. */
export function spoken(entry: ChatEntry, isMeant: boolean): Sentence {
  const { message, isTeacher } = entry;
  const name = entry.name ?? t.someone;
  const text = previewOf(entryWords(message), longestReadOut);
  const say = message.kind === "broadcast"
    ? t.saysToAll
    : isMeant
    ? t.saysToYou
    : isTeacher
    ? t.saysAsTeacher
    : t.says;
  return { words: say({ name, text }), quotes: [name, text] };
}
