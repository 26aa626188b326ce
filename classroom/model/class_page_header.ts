/** The head of a student's page (N-6): who teaches, and the teacher's last message; broadcasts on **Present**. Pure. */
import type { StoredBroadcast } from "./groups.ts";
import type { Member } from "./members.ts";
import type { Message } from "./messages.ts";
import { makePreview } from "../../formats/markdown/previews.ts";

/** A broadcast stays at the head of a student's page, and on **Present**, for this long (ms). */
export const broadcastShownMs = 2 * 60_000;

interface TeacherHeaderLine {
  readonly id: string;
  readonly at: number;
  readonly name: string;
  readonly text: string;
  /** When the line leaves the head of the page (ms); absent: never. */
  readonly until?: number;
}

export interface ClassPageHeader {
  readonly teacher?: string;
  readonly line?: TeacherHeaderLine;
}

type Members = Readonly<Record<string, Member>>;

interface RoomMessages {
  readonly main: readonly Message[];
  /** Messages of the student's group; only while groups are open, as broadcasts are posted there. */
  readonly groups?: readonly (readonly Message[])[];
}

export function findClassPageHeader(
  members: Members,
  { main, groups = [] }: RoomMessages,
  now: number,
): ClassPageHeader {
  const isHeadLine = (message: Message) =>
    isPresentTeacher(members, message.from) && textOfMessage(message) !== "" &&
    now < headEndsAt(message);
  const isBroadcast = ({ kind }: Message) => kind === "broadcast";
  const [last] = [
    main.findLast(isHeadLine),
    ...groups.map((roomMessages) =>
      roomMessages.findLast((it) => isBroadcast(it) && isHeadLine(it))
    ),
  ].filter((it) => it !== undefined).sort((a, b) => b.at - a.at);
  const teacher = firstTeacherName(members);
  if (!last) return { teacher };
  const { id, at, from } = last;
  const until = headEndsAt(last);
  const line = {
    id,
    at,
    name: members[from].name,
    text: textOfMessage(last),
    ...(until < Infinity && { until }),
  };
  return { teacher, line };
}

/** Name of the first teacher who joined, without removed ones; undefined: none. */
export function firstTeacherName(members: Members): string | undefined {
  const [first] = Object.keys(members).filter((id) =>
    isPresentTeacher(members, id)
  )
    .sort((a, b) => members[a].joinedAt - members[b].joinedAt);
  return members[first]?.name;
}

const maxBroadcastsOnPresent = 2;

/** The broadcasts that **Present** shows, newest first. One with an empty text was deleted. */
export function broadcastsOnPresent(
  broadcasts: readonly StoredBroadcast[],
  now: number,
): StoredBroadcast[] {
  return broadcasts
    .filter(({ text, at }) => text !== "" && now < at + broadcastShownMs)
    .slice(-maxBroadcastsOnPresent).reverse();
}

function isPresentTeacher(members: Members, id: string): boolean {
  return members[id]?.role === "teacher" && !members[id].removed;
}

function headEndsAt({ kind, at }: Message): number {
  return kind === "broadcast" ? at + broadcastShownMs : Infinity;
}

/** Preview of the author's own words, else of a file's name, else "". */
function textOfMessage(message: Message): string {
  switch (message.kind) {
    case "text":
    case "broadcast":
      return makePreview(message.text);
    case "file":
      return makePreview(message.text ?? "") || message.file.name;
    default:
      return "";
  }
}
