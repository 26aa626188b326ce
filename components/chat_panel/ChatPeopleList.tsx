import { chat as t } from "texts/chat.ts";
import { Initials } from "../people/Initials.tsx";
import { compareMembers } from "../../classroom/model/member_order.ts";
import type { Chat } from "../chat/chat.ts";

export function ChatPeopleList({ chat }: { chat: Chat }) {
  const { facts, seat } = chat.session;
  const people = chat.countOnline().sort((a, b) =>
    Number(b.role === "teacher") - Number(a.role === "teacher") ||
    compareMembers(a, b)
  );
  return (
    <ul class="stack tight" tabIndex={0}>
      {people.map(({ id, name, role, idle }) => (
        <li key={id} class="row">
          <Initials id={id} hue={facts.hueOf(id)} name={name} />
          <span>{id === seat.member ? t.you({ name }) : name}</span>
          {role === "teacher" && <span class="badge teacher">{t.teacher}</span>}
          {idle && <span class="quiet small">{t.idle}</span>}
        </li>
      ))}
    </ul>
  );
}
