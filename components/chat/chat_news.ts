/** What is new in the chat, in the words that are heard in the name of what leads there. */
import { chat as t } from "texts/chat.ts";

/** Of each how many; what there is none of is left out. */
export function chatNews(
  { unread = 0, mentions = 0, held = 0, notSent = 0 }: {
    unread?: number;
    mentions?: number;
    /** Messages that wait for the teacher. */
    held?: number;
    /** One's own that were refused, where one does not look. */
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
