/** The position of the chat panel: kept from page to page, and always on screen (C-2). Pure, except for storage. */
import * as memory from "../client/browser_storage.ts";
import {
  computed,
  type ReadonlySignal,
  type Signal,
  useSignal,
} from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useMediaQuery } from "../ui/use_media_query.ts";

/** A box in CSS pixels, from the top left of the window. */
export interface PanelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

interface StoredPosition {
  /** The session to which `open` refers. */
  readonly session?: string;
  readonly open?: boolean;
  readonly pinned?: boolean;
  readonly box?: PanelBox;
}

/** In windows narrower than this, the panel is a sheet. */
const bottomSheetBelow = 700;
/**
 * From this width on a teacher's panel is pinned by default, and a student's floats. On a tablet it is the other way
 * round: there a student's would cover half of the assistant.
 */
const pinAtFirstFrom = 1100;

const margin = 8;
const minSize: Size = { width: 300, height: 480 };
const usualSize: Size = { width: 384, height: 560 };

/** A student's panel fits between the page's head and the assistant's box. */
const headHeight = 68, assistantBoxHeight = 92, maxStudentHeight = 640;

export function defaultPanelBox(window: Size, isStudent: boolean): PanelBox {
  const x = window.width - usualSize.width - 2 * margin;
  const box = isStudent
    ? {
      x,
      y: headHeight,
      width: usualSize.width,
      height: Math.min(
        window.height - headHeight - assistantBoxHeight,
        maxStudentHeight,
      ),
    }
    : { x, y: window.height - usualSize.height - 2 * margin, ...usualSize };
  return fitBoxToWindow(box, window);
}

export function fitBoxToWindow(box: PanelBox, window: Size): PanelBox {
  const width = clamp(box.width, minSize.width, window.width - 2 * margin);
  const height = clamp(box.height, minSize.height, window.height - 2 * margin);
  return {
    x: clamp(box.x, margin, window.width - width - margin),
    y: clamp(box.y, margin, window.height - height - margin),
    width,
    height,
  };
}

export function moveBox(
  box: PanelBox,
  dx: number,
  dy: number,
  window: Size,
): PanelBox {
  return fitBoxToWindow({ ...box, x: box.x + dx, y: box.y + dy }, window);
}

/** Moves the upper left corner; the lower right corner stays. */
export function resizeBox(
  box: PanelBox,
  dx: number,
  dy: number,
  window: Size,
): PanelBox {
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  const width = clamp(box.width - dx, minSize.width, right - margin);
  const height = clamp(box.height - dy, minSize.height, bottom - margin);
  return fitBoxToWindow(
    { x: right - width, y: bottom - height, width, height },
    window,
  );
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(0, Math.min(Math.max(value, min), max));
}

export const panelStorageKey = "homeroom/panel";

function recallPosition(): StoredPosition {
  try {
    const position = JSON.parse(memory.readStored(panelStorageKey) ?? "{}");
    const box = position.box;
    const isWhole = box && [box.x, box.y, box.width, box.height]
      .every((value) => Number.isFinite(value));
    return { ...position, box: isWhole ? box : undefined };
  } catch {
    return {};
  }
}

/** A cookie tells the server if the panel is open and pinned, so that rendered pages leave room for it. */
function rememberPosition(
  position: StoredPosition,
  isPinned: boolean,
): void {
  memory.writeStored(panelStorageKey, JSON.stringify(position));
  const pinned = isPinned && position.open;
  globalThis.document.cookie = pinned
    ? "chat=pinned; Path=/; Max-Age=31536000; SameSite=Lax"
    : "chat=; Path=/; Max-Age=0; SameSite=Lax";
}

export type PanelMode = "floating" | "pinned" | "sheet";

export interface PanelPosition {
  readonly open: Signal<boolean>;
  /** Undefined: where {@link defaultPanelBox} says. */
  readonly box: Signal<PanelBox | undefined>;
  readonly isStudent: ReadonlySignal<boolean>;
  readonly mode: ReadonlySignal<PanelMode>;
  readonly ready: Signal<boolean>;
  /** Whether the member has just opened the panel, which then takes the focus. */
  readonly isOpenedByUser: { current: boolean };
  setOpen(isOpen: boolean): void;
  setBox(box: PanelBox): void;
  reset(): void;
  togglePin(): void;
  /** Makes the Back button close the sheet. Call it on a touch: browsers ignore it otherwise. */
  markHistory(): void;
}

/** The panel's position. At first it is closed. */
export function usePanelPosition(
  session: string | undefined,
  isStudent: boolean,
): PanelPosition {
  const storedPosition = useSignal<StoredPosition>({});
  const open = useSignal(false);
  const box = useSignal<PanelBox | undefined>(undefined);
  const ready = useSignal(false);
  const isNarrow = useMediaQuery(`(width < ${bottomSheetBelow}px)`);
  const isWide = useMediaQuery(`(width >= ${pinAtFirstFrom}px)`, true);
  const student = useSignal(isStudent);
  student.value = isStudent;
  const isOpenedByUser = useRef(false);

  useEffect(() => {
    if (!session) return;
    const position = recallPosition();
    storedPosition.value = position;
    box.value = position.box;
    ready.value = true;
    if (open.peek()) {
      // The button was pressed before the chat had loaded.
      save({ open: true });
      markHistory();
    } else open.value = position.session === session && position.open === true;
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

  const mode = useMemo(
    () =>
      computed<PanelMode>(() =>
        isNarrow.value ? "sheet" : storedPosition.value.pinned ??
            student.value !== isWide.value
          ? "pinned"
          : "floating"
      ),
    [],
  );

  function save(change: Partial<StoredPosition>) {
    storedPosition.value = {
      ...storedPosition.peek(),
      open: open.peek(),
      ...change,
      session,
    };
    if (change.open !== undefined) open.value = change.open;
    if (change.box) box.value = change.box;
    rememberPosition(storedPosition.peek(), mode.peek() === "pinned");
  }
  function markHistory() {
    if (mode.peek() !== "sheet" || !open.peek() || history.state?.chat) return;
    history.pushState({ ...history.state, chat: true }, "");
  }
  return {
    open,
    box,
    isStudent: student,
    mode,
    ready,
    isOpenedByUser,
    setOpen(now) {
      isOpenedByUser.current = now;
      // Until it is read, the stored position must not be overwritten.
      if (!ready.peek()) return void (open.value = now);
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
