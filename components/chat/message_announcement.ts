import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { makePreview } from "../../formats/markdown/previews.ts";
import type { SentenceWithQuotes } from "../ui/announce.ts";
import { type ChatEntry, readMessageText } from "./chat_entries.ts";
import type { MutedReason } from "./room_chat.ts";

/** Longer texts are cut (characters). */
const longestReadOut = 1000;

export function describeMutedReason(reason: MutedReason): string {
  return {
    paused: t.paused,
    muted: t.muted,
    closed: groups.closedHere,
  }[reason];
}

export function composeMessageAnnouncement(
  entry: ChatEntry,
  isMeant: boolean,
): SentenceWithQuotes {
  const { message, isTeacher } = entry;
  const name = entry.name ?? t.someone;
  const text = makePreview(readMessageText(message), longestReadOut);
  const say = message.kind === "broadcast"
    ? t.saysToAll
    : isMeant
    ? t.saysToYou
    : isTeacher
    ? t.saysAsTeacher
    : t.says;
  return { words: say({ name, text }), quotes: [name, text] };
}
