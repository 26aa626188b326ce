import { Button } from "../ui/Button.tsx";
import { ChatIcon } from "../ui/icons.tsx";
import { UnreadBadge } from "../ui/UnreadBadge.tsx";
import { formatList } from "../../formats/format_list.ts";
import { describeChatNews } from "../chat/chat_news.ts";
import { chat as t } from "texts/chat.ts";
import "../chat/chat.css";

export function ChatButton(
  props: {
    unread: number;
    mentions: number;
    held: number;
    notSent: number;
    isOpen: boolean;
    onPress: () => void;
  },
) {
  const count = props.unread + props.notSent;
  const news = formatList(describeChatNews(props));
  return (
    <Button
      look="bare icon-only chat-button"
      aria-expanded={props.isOpen}
      aria-label={news ? t.titleWithNews({ news }) : t.title}
      title={news || t.title}
      data-word={t.title}
      onClick={props.onPress}
    >
      <span class="chat-bubble" data-unread={count + props.mentions > 0}>
        <ChatIcon />
      </span>
      <UnreadBadge
        look="of-chat chat-count"
        count={count}
        mentions={props.mentions}
      />
      {props.held > 0 && <span class="chat-held figures">{props.held}</span>}
    </Button>
  );
}
