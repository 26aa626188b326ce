import { chat as t } from "texts/chat.ts";

export function describeChatNews(
  { unread = 0, mentions = 0, held = 0, notSent = 0 }: {
    unread?: number;
    mentions?: number;
    held?: number;
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
