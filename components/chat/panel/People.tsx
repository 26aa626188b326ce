/** How many are active, and, on a press, who (C-7). Observers are not counted. */
import { useRef } from "preact/hooks";
import { compareNames } from "../../people/name_order.ts";
import { chat as t } from "texts/chat.ts";
import type { Chat } from "../chat.ts";
import { useChatId } from "./ids.ts";
import { Button } from "../../ui/Button.tsx";
import "../../ui/Popover.css";
import "./People.css";

/** "12 online", with the list behind it. */
export function People({ chat }: { chat: Chat }) {
  const id = useChatId();
  const popover = useRef<HTMLDivElement>(null);
  if (chat.status.value.state !== "online") return null;
  const { facts, seat } = chat.session;
  const people = [...facts.online.value.values()]
    .flatMap((state) => {
      const member = facts.members.value[state.member];
      if (!member || member.role === "observer") return [];
      return [{ ...member, id: state.member, idle: state.idle }];
    })
    .sort((a, b) =>
      Number(b.role === "teacher") - Number(a.role === "teacher") ||
      compareNames(a.name, b.name)
    );
  return (
    <div class="chat-people">
      <Button
        look="bare small chat-online"
        data-count={people.length}
        popoverTarget={id}
      >
        <span class="dot on" />
        <span class="figures">{t.online({ count: people.length })}</span>
      </Button>
      <div
        id={id}
        ref={popover}
        popover="auto"
        class="popover chat-people-list"
        role="group"
        aria-label={t.whoIsOnline}
      >
        <h3>{t.whoIsOnline}</h3>
        <ul class="stack tight" tabIndex={0}>
          {people.map(({ id, name, role, idle }) => (
            <li key={id} class="row">
              <span class="dot on" data-idle={idle} />
              <span>{id === seat.member ? t.you({ name }) : name}</span>
              {role === "teacher" && (
                <span class="badge board">{t.teacher}</span>
              )}
              {idle && <span class="quiet small">{t.idle}</span>}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
