import { chat as t } from "texts/chat.ts";

/** The chat's news for the label of its button. */
export function describeChatNews(
  { unread = 0, mentions = 0, held = 0, notSent = 0 }: {
    unread?: number;
    mentions?: number;
    /** Messages that wait for the teacher. */
    held?: number;
    /** Own messages refused in a room that is not shown. */
    notSent?: number;
  },
): string[] {
  return [
    ...unread > 0 ? [t.unread({ count: unread })] : [],
    ...mentions > 0 ? [t.mentioned({ count: mentions })] : [],
    ...held > 0 ? [t.heldCount({ count: held })] : [],
    ...notSent > 0 ? [t.notSentCount({ count: notSent })] : [],
  ];
}
