/** How many are active, and, on a press, who (C-7). Observers are not counted. */
import { useSignal } from "@preact/signals";
import { chat as t } from "texts/chat.ts";
import type { Chat } from "../chat.ts";
import { useChatId } from "./ids.ts";
import { Button } from "../../ui/Button.tsx";
import { useLoaded } from "../../ui/use_loaded.ts";
import "../../ui/popovers/popovers.ts";
import "../chat.css";

/** "12 online", with the list behind it. */
export function People({ chat }: { chat: Chat }) {
  const id = useChatId();
  const opened = useSignal(false);
  const list = useLoaded(opened.value, () => import("./PeopleList.tsx"));
  if (chat.status.value.state !== "online") return null;
  const count = chat.active().length;
  return (
    <div class="chat-people">
      <Button
        look="bare small chat-online"
        data-count={count}
        popoverTarget={id}
      >
        <span class="dot on" />
        <span class="figures">{t.online({ count })}</span>
      </Button>
      <div
        id={id}
        popover="auto"
        class="popover chat-people-list"
        role="group"
        aria-label={t.whoIsOnline}
        onToggle={() => opened.value = true}
      >
        <h3>{t.whoIsOnline}</h3>
        {list && <list.PeopleList chat={chat} />}
      </div>
    </div>
  );
}
