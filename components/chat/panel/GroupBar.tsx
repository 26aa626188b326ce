/** Above what is said in a group: who is in it, and the teacher's instructions, pinned (B-9, B-18). */
import { frame } from "texts/everywhere.ts";
import { chat as chatText } from "texts/chat.ts";
import { groups as t } from "texts/groups.ts";
import { Button } from "../../ui/Button.tsx";
import { PeopleIcon } from "../../ui/icons.tsx";
import { Markdown } from "../../markdown/Markdown.tsx";
import { FileMessage } from "../../files/FileMessage.tsx";
import type { RoomChat } from "../room.ts";
import { studentsOfGroup } from "../../groups/group_members.ts";
import { useChatId } from "./ids.ts";
import "../../ui/popovers/popovers.ts";
import "../chat.css";
import { writeList } from "../../ui/list.ts";

/** The bar of a group; nothing in the main room. */
export function GroupBar({ room }: { room: RoomChat }) {
  const id = useChatId();
  const { facts, seat } = room.session;
  const group = facts.rooms.value[room.id];
  if (!group) return <span hidden />;
  const { breakouts, members, online } = facts;
  const people = studentsOfGroup(members.value, room.id);
  const others = people.filter((one) => one.id !== seat.member);
  const words = group.instructions ?? breakouts.value.instructions;
  const file = group.file ?? breakouts.value.file;
  return (
    <div class="group-bar">
      <Button look="bare small group-with" popoverTarget={id}>
        <PeopleIcon />
        <span>
          {others.length === 0
            ? seat.role === "student" ? t.alone : t.empty
            : t.with({ others: writeList(others.map(({ name }) => name)) })}
        </span>
      </Button>
      <div id={id} popover="auto" class="popover group-people">
        <h3>{t.whoIsIn({ name: group.name })}</h3>
        <ul class="stack tight">
          {people.map(({ id, name }) => (
            <li key={id} class="row">
              <span class={online.value.has(id) ? "dot on" : "dot"} />
              <span>{id === seat.member ? chatText.you({ name }) : name}</span>
              <span class="quiet small">
                {online.value.has(id) ? frame.online : frame.offline}
              </span>
            </li>
          ))}
        </ul>
      </div>
      {(words || file) && (
        <details class="group-instructions" open>
          <summary>{t.instructions}</summary>
          {words && <Markdown text={words} />}
          {file && <FileMessage file={file} />}
        </details>
      )}
    </div>
  );
}
