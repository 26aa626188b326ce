/** With what a student's page begins (N-6): who teaches, and what was last said by who does. Pure. */
import type { Member } from "./members.ts";
import type { Message } from "./messages.ts";
import { previewOf } from "./previews.ts";

/** The last line of somebody who teaches, as one line. */
export interface TeacherLine {
  /** The message's id, and its time (ms). */
  readonly id: string;
  readonly at: number;
  /** Whose it is. */
  readonly name: string;
  readonly text: string;
}

/** The beginning of a student's page. */
export interface ClassHead {
  /** Who teaches, by name. */
  readonly teacher?: string;
  readonly line?: TeacherLine;
}

/** What the members of a class and the messages of a room make of it. */
export function classHead(
  members: Readonly<Record<string, Member>>,
  messages: readonly Message[],
): ClassHead {
  const teaches = (id: string) =>
    members[id]?.role === "teacher" && !members[id].removed;
  const [first] = Object.keys(members).filter(teaches)
    .sort((a, b) => members[a].joinedAt - members[b].joinedAt);
  const teacher = members[first]?.name;
  const last = messages.findLast((it) =>
    teaches(it.from) && wordsOf(it) !== ""
  );
  if (!last) return { teacher };
  const { id, at, from } = last;
  const line = { id, at, name: members[from].name, text: wordsOf(last) };
  return { teacher, line };
}

/** What somebody says by a message themselves; "": nothing. */
function wordsOf(message: Message): string {
  switch (message.kind) {
    case "text":
    case "broadcast":
      return previewOf(message.text);
    case "file":
      return previewOf(message.text ?? "") || message.file.name;
    default:
      return "";
  }
}
