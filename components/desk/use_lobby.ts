/**
 * The lobby (N-3): a large code and arriving names, until something happens in the class or the teacher opens the
 * grid.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { lobby as t } from "texts/desk.ts";
import {
  hasAnythingHappened,
  readClassProgress,
} from "../../classroom/model/class_progress.ts";
import { Chat } from "../chat/chat.ts";
import { readStored, writeStored } from "../client/browser_storage.ts";
import type { ClassSession } from "../client/class_session.ts";
import type { Student } from "../people/students.ts";
import { announce } from "../ui/announce.ts";
import { formatList } from "../../formats/format_list.ts";

export interface Lobby {
  readonly isOpen: boolean;
  onStart(): void;
}

/**
 * @param isMenuOpen the menu of a name is open, so the lobby stays
 * @param isSkipped something has happened in the class, or it has no lobby
 */
export function useLobby(
  session: ClassSession | null,
  present: readonly Student[],
  isMenuOpen: boolean,
  isSkipped: boolean,
): Lobby {
  const isOver = useSignal(isSkipped);
  const wasOpen = useRef(!isSkipped);
  const isOpen = !isOver.value || isMenuOpen && wasOpen.current;
  wasOpen.current = isOpen;
  const key = session && `homeroom/board/${session.seat.session}`;
  useEffect(() => {
    if (!isSkipped) isOver.value = key !== null && isStarted(key);
  }, [isSkipped, key]);
  useEffect(() => {
    if (!session?.staff || isOver.value) return;
    const docs = [
      session.facts.document.doc,
      session.staff.document.doc,
      session.part(Chat).mainRoom.document.doc,
    ] as const;
    const look = () => {
      if (hasAnythingHappened(readClassProgress(...docs))) isOver.value = true;
    };
    look();
    for (const doc of docs) doc.on("update", look);
    return () => {
      for (const doc of docs) doc.off("update", look);
    };
  }, [session, isOver.value]);
  useArrivalAnnouncements(present, !isOver.value && session !== null);
  return {
    isOpen,
    onStart() {
      if (key !== null) writeStored(key, "started", "sessionStorage");
      isOver.value = true;
    },
  };
}

function isStarted(key: string): boolean {
  return readStored(key, "sessionStorage") !== null;
}

/** Shortest time between announcements of arrivals (ms), and the maximum number of names in one. */
const announceEveryMs = 10_000;
const maxAnnouncedNames = 3;

function useArrivalAnnouncements(
  present: readonly Student[],
  isOpen: boolean,
): void {
  const lastIds = useRef<ReadonlySet<string> | null>(null);
  const newcomers = useRef<string[]>([]);
  useEffect(() => {
    if (!isOpen) return void (lastIds.current = null);
    const previousIds = lastIds.current;
    lastIds.current = new Set(present.map(({ id }) => id));
    if (!previousIds) return;
    const arrivals = present.filter(({ id }) => !previousIds.has(id));
    if (arrivals.length === 0) return;
    newcomers.current.push(...arrivals.map(({ name }) => name));
    const count = present.length;
    announce(() => {
      const names = newcomers.current.splice(0);
      return names.length > maxAnnouncedNames
        ? t.cameMany({ came: names.length, count })
        : t.came({ names: formatList(names), count });
    }, { topic: "lobby", delayMs: 1_500, every: announceEveryMs });
  }, [present, isOpen]);
}
