import type { ComponentChildren } from "preact";
import type { CommandOf } from "../../../classroom/commands.ts";
import { chat as t } from "texts/chat.ts";
import { files } from "texts/files.ts";
import { ClockIcon } from "../../ui/icons.tsx";
import { Markdown } from "../../markdown/Markdown.tsx";
import { PendingFile } from "../../files/PendingFile.tsx";
import { Uploads } from "../../files/uploads.ts";
import type { RoomChat } from "../room_chat.ts";

export function PendingMessage(
  { command, room, isContinuation }: {
    command: CommandOf<"say">;
    room: RoomChat;
    isContinuation: boolean;
  },
) {
  return (
    <li
      class="message"
      data-mine="true"
      data-follows={isContinuation}
      data-state="pending"
      data-id={command.id}
    >
      <div class="bubble">
        <UnsentMessageContent command={command} room={room} />
        <MessageState icon={<ClockIcon />} says={t.pending} />
      </div>
    </li>
  );
}

export function UnsentMessageContent(
  { command, room }: { command: CommandOf<"say">; room: RoomChat },
) {
  const upload = room.session.part(Uploads).findUpload(command.file);
  return (
    <>
      {command.file && (
        <PendingFile
          name={upload?.record.value.name ?? files.aFile}
          size={upload?.blob.size}
          preview={upload?.preview}
        />
      )}
      {command.text && (
        <Markdown text={command.text} people={room.session.facts.people} />
      )}
    </>
  );
}

export function MessageState(props: { icon: ComponentChildren; says: string }) {
  return (
    <span class="message-state" title={props.says}>
      {props.icon}
      <span class="visually-hidden">{props.says}</span>
    </span>
  );
}
