/** Where the panel is and whether it is open, as signals that outlive pages and reloads (C-2). */
import {
  computed,
  type ReadonlySignal,
  type Signal,
  useSignal,
} from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import {
  type Box,
  pinAtFirstFrom,
  pinFrom,
  recallPosition,
  rememberPosition,
  shareFrom,
  sheetBelow,
  type StoredPosition,
} from "./panel_position.ts";

/** How the panel stands: free, at the side, or over the whole screen of a phone. */
export type Mode = "floating" | "pinned" | "sheet";

/** What the panel knows of its place, and how to change it. */
export interface PanelPosition {
  readonly open: Signal<boolean>;
  readonly box: Signal<Box | undefined>;
  readonly mode: ReadonlySignal<Mode>;
  readonly canPin: ReadonlySignal<boolean>;
  /** What is remembered has been read. */
  readonly ready: Signal<boolean>;
  /** The person has just opened it: then the focus goes there. */
  readonly asked: { current: boolean };
  setOpen(open: boolean): void;
  setBox(box: Box): void;
  /** Puts it back to where it usually is. */
  reset(): void;
  togglePin(): void;
  /** Makes the Back button close the sheet. Browsers heed it only after a touch. */
  markHistory(): void;
}

/** The position of the panel in a session: closed and, where there is room, pinned until the person says otherwise. */
export function usePanelPosition(
  session: string | undefined,
  isStudent: boolean,
): PanelPosition {
  const kept = useSignal<StoredPosition>({});
  const open = useSignal(false);
  const box = useSignal<Box | undefined>(undefined);
  const ready = useSignal(false);
  const width = useSignal(1280);
  const student = useSignal(isStudent);
  student.value = isStudent;
  const asked = useRef(false);

  useEffect(() => {
    const measure = () => width.value = innerWidth;
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  useEffect(() => {
    if (!session) return;
    const found = recallPosition();
    kept.value = found;
    box.value = found.box;
    open.value = found.session === session && found.open === true;
    ready.value = true;
  }, [session]);
  useEffect(() => {
    const onBack = (event: PopStateEvent) => {
      if (!event.state?.chat && open.peek() && mode.peek() === "sheet") {
        save({ open: false });
      }
    };
    addEventListener("popstate", onBack);
    return () => removeEventListener("popstate", onBack);
  }, [session]);

  const canPin = useMemo(
    () => computed(() => width.value >= (student.value ? shareFrom : pinFrom)),
    [],
  );
  const mode = useMemo(
    () =>
      computed<Mode>(() =>
        width.value < sheetBelow ? "sheet" : canPin.value &&
            (kept.value.pinned ??
              (student.value || width.value >= pinAtFirstFrom))
          ? "pinned"
          : "floating"
      ),
    [],
  );

  function save(change: Partial<StoredPosition>) {
    kept.value = {
      ...kept.peek(),
      open: open.peek(),
      ...change,
      session,
    };
    if (change.open !== undefined) open.value = change.open;
    if (change.box) box.value = change.box;
    rememberPosition(kept.peek(), mode.peek() === "pinned");
  }
  function markHistory() {
    if (mode.peek() !== "sheet" || !open.peek() || history.state?.chat) return;
    history.pushState({ ...history.state, chat: true }, "");
  }
  return {
    open,
    box,
    mode,
    canPin,
    ready,
    asked,
    setOpen(now) {
      asked.current = now;
      save({ open: now });
      if (now) markHistory();
      else if (history.state?.chat) history.back();
    },
    setBox: (now) => save({ box: now }),
    reset() {
      box.value = undefined;
      save({ box: undefined });
    },
    togglePin: () => save({ pinned: mode.peek() !== "pinned" }),
    markHistory,
  };
}
