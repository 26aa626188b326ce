/** A student's lines on a page, or drawing, on their tile as it grows (V-1). The device keeps no copy. */
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import { lastLinesBy } from "../../../classroom/model/page_authors.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { BoardPicture } from "../../drawings/BoardPicture.tsx";
import { useBoardShapes } from "../../drawings/board_signals.ts";
import { DeskResources } from "../../resources/live/desk_resources.ts";
import type { WrittenPlace } from "./last_work.ts";

export interface WrittenWorkProps {
  readonly session: ClassSession;
  readonly written: WrittenPlace;
  readonly title: string;
  /** Whether a member's lines of a page are shown. */
  isBy: (member: string) => boolean;
  onChange?: () => void;
}

/** The number of lines for the largest tile. */
const maxLines = 8;
/** The time between two readings of a page that changes (ms): one reads the whole page. */
const readEveryMs = 500;

/** The last lines that a student or group wrote on a page; its title, as long as there are none. */
export function PageLines(
  { session, written, title, isBy, onChange }: WrittenWorkProps,
) {
  const { opened, lines, stop } = useMemo(() => {
    const opened = session.open(written.document, false);
    const { doc } = opened;
    const read = () => lastLinesBy(doc, isBy, maxLines).join("\n");
    const lines = signal(read());
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onUpdate = () =>
      timer ??= setTimeout(() => {
        timer = undefined;
        lines.value = read();
      }, readEveryMs);
    doc.on("update", onUpdate);
    const stop = () => {
      clearTimeout(timer);
      doc.off("update", onUpdate);
    };
    return { opened, lines, stop };
  }, []);
  useEffect(() => () => {
    stop();
    opened.close();
  }, []);
  useLayoutEffect(() => onChange?.(), [lines.value]);
  if (lines.value === "") return <>{title}</>;
  return <span class="page-lines">{lines.value}</span>;
}

/** The student's board; until it is drawn on, the tile shows only its title. */
export function BoardThumbnail(
  { session, written, onChange }: WrittenWorkProps,
) {
  const shapes = useBoardShapes(session, written.document);
  const shared = session.part(DeskResources).shared.value
    .find(({ id }) => id === written.resource);
  const isDrawn = shared?.kind === "drawing" && !!shapes?.length;
  useLayoutEffect(() => onChange?.(), [isDrawn]);
  if (!isDrawn) return null;
  return <BoardPicture ground={shared} shapes={shapes} />;
}
