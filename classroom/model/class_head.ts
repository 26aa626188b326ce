/** With what a student's page begins (N-6): who teaches, and what was last said by who does. Pure. */
import type { Member } from "./members.ts";
import type { Message } from "./messages.ts";
import { previewOf } from "./previews.ts";

/** So long a broadcast heads the page: it is said for its moment (ms). */
export const broadcastHeadMs = 5 * 60_000;

/** The last line of somebody who teaches, as one line. */
export interface TeacherLine {
  /** The message's id, and its time (ms). */
  readonly id: string;
  readonly at: number;
  /** Whose it is. */
  readonly name: string;
  readonly text: string;
  /** When it stops heading the page (ms); absent: it does not. */
  readonly until?: number;
}

/** The beginning of a student's page. */
export interface ClassHead {
  /** Who teaches, by name. */
  readonly teacher?: string;
  readonly line?: TeacherLine;
}

type Members = Readonly<Record<string, Member>>;

/** What was said in the rooms that a student reads. */
interface RoomsSaid {
  readonly main: readonly Message[];
  /** In their groups, as long as these are open: there a broadcast is said, and it ends with them. */
  readonly groups?: readonly (readonly Message[])[];
}

/** The head of a class at a moment of the server's clock. */
export function classHead(
  members: Members,
  { main, groups = [] }: RoomsSaid,
  now: number,
): ClassHead {
  const heads = (it: Message) =>
    teaches(members, it.from) && wordsOf(it) !== "" && now < headsUntil(it);
  const isBroadcast = ({ kind }: Message) => kind === "broadcast";
  const [last] = [
    main.findLast(heads),
    ...groups.map((said) =>
      said.findLast((it) => isBroadcast(it) && heads(it))
    ),
  ].filter((it) => it !== undefined).sort((a, b) => b.at - a.at);
  const teacher = teacherOf(members);
  if (!last) return { teacher };
  const { id, at, from } = last;
  const until = headsUntil(last);
  const line = {
    id,
    at,
    name: members[from].name,
    text: wordsOf(last),
    ...(until < Infinity && { until }),
  };
  return { teacher, line };
}

/** Who teaches a class, by name: the first who came. */
export function teacherOf(members: Members): string | undefined {
  const [first] = Object.keys(members).filter((id) => teaches(members, id))
    .sort((a, b) => members[a].joinedAt - members[b].joinedAt);
  return members[first]?.name;
}

function teaches(members: Members, id: string): boolean {
  return members[id]?.role === "teacher" && !members[id].removed;
}

function headsUntil({ kind, at }: Message): number {
  return kind === "broadcast" ? at + broadcastHeadMs : Infinity;
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
