/** The page or drawing on which one of a group works last, on the group's card (V-1). */
import { useComputed } from "@preact/signals";
import type { ClassSession } from "../../client/class_session.ts";
import { studentsOfGroup } from "../../groups/group_members.ts";
import { useLazyPart } from "../../ui/use_lazy_part.ts";
import { type Work, writtenIn } from "./last_work.ts";
import { workIcons } from "./TileFeed.tsx";
import "../monitoring.css";

export function GroupWork({ session, room, onChange }: {
  session: ClassSession;
  room: string;
  onChange: () => void;
}) {
  const work = useComputed(() => {
    const written = writtenIn(session);
    return studentsOfGroup(session.facts.members.value, room)
      .map(({ id }) => written.get(id))
      .reduce<Work | undefined>(
        (latest, next) =>
          next && (!latest || next.at > latest.at) ? next : latest,
        undefined,
      );
  }).value;
  const part = useLazyPart(
    work !== undefined,
    () => import("./WrittenWork.tsx"),
  );
  if (!part || !work?.written) return null;
  const { text: title, written, kind } = work;
  const Icon = workIcons[kind];
  const writtenProps = { session, written, title, onChange, isBy: () => true };
  return (
    <div key={written.document} class="board-tile-words">
      <Icon />
      <p>{kind === "page" ? <part.PageLines {...writtenProps} /> : title}</p>
      {kind === "drawing" && <part.BoardThumbnail {...writtenProps} />}
    </div>
  );
}
