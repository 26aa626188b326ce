/** The speech bubble in a page's header, with a dot and a count when something is unread (C-1). */
import { ChatIcon } from "../icons.tsx";
import { en as t } from "../../locales/en.ts";
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
        ? `${t.chat.title}, ${t.chat.unread(props.unread)}`
        : t.chat.title}
      title={props.unread ? t.chat.unread(props.unread) : t.chat.title}
      onClick={props.onPress}
    >
      <ChatIcon />
      {props.unread > 0 && <span class="chat-dot" />}
    </button>
  );
}
