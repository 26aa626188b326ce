/** The speech bubble in a page's header, with a dot and a count when something is unread (C-1). */
import { ChatIcon } from "../icons.tsx";
import { chat as t } from "../../locales/en_chat.ts";
import "./ChatButton.css";

/** The button that opens and closes the chat panel. */
export function ChatButton(
  props: { unread: number; open: boolean; onPress: () => void },
) {
  return (
    <button
      type="button"
      class="button bare icon-only chat-button"
      aria-expanded={props.open}
      aria-label={props.unread
        ? `${t.title}, ${t.unread(props.unread)}`
        : t.title}
      title={props.unread ? t.unread(props.unread) : t.title}
      onClick={props.onPress}
    >
      <ChatIcon />
      {props.unread > 0 && <span class="chat-dot" />}
    </button>
  );
}
