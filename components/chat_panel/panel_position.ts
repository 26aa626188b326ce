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
const sheetBelow = 700;
/**
 * From this width on a teacher's panel is pinned by default, and a student's floats. On a tablet it is the other way
 * round: there a student's would cover half of the assistant.
 */
const pinAtFirstFrom = 1100;

const margin = 8;
const least: Size = { width: 300, height: 480 };
const usual: Size = { width: 384, height: 560 };

/** A student's panel fits between the page's head and the assistant's box. */
const headHeight = 68, assistantBoxHeight = 92, maxStudentHeight = 640;

export function defaultPanelBox(window: Size, isStudent: boolean): PanelBox {
  const x = window.width - usual.width - 2 * margin;
  const box = isStudent
    ? {
      x,
      y: headHeight,
      width: usual.width,
      height: Math.min(
        window.height - headHeight - assistantBoxHeight,
        maxStudentHeight,
      ),
    }
    : { x, y: window.height - usual.height - 2 * margin, ...usual };
  return fitBoxToWindow(box, window);
}

export function fitBoxToWindow(box: PanelBox, window: Size): PanelBox {
  const width = clamp(box.width, least.width, window.width - 2 * margin);
  const height = clamp(box.height, least.height, window.height - 2 * margin);
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
  const width = clamp(box.width - dx, least.width, right - margin);
  const height = clamp(box.height - dy, least.height, bottom - margin);
  return fitBoxToWindow(
    { x: right - width, y: bottom - height, width, height },
    window,
  );
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(0, Math.min(Math.max(value, least), most));
}

export const panelStorageKey = "homeroom/panel";

function recallPosition(): StoredPosition {
  try {
    const found = JSON.parse(memory.readStored(panelStorageKey) ?? "{}");
    const box = found.box;
    const whole = box && [box.x, box.y, box.width, box.height]
      .every((value) => Number.isFinite(value));
    return { ...found, box: whole ? box : undefined };
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
  setOpen(open: boolean): void;
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
  const kept = useSignal<StoredPosition>({});
  const open = useSignal(false);
  const box = useSignal<PanelBox | undefined>(undefined);
  const ready = useSignal(false);
  const isNarrow = useMediaQuery(`(width < ${sheetBelow}px)`);
  const isWide = useMediaQuery(`(width >= ${pinAtFirstFrom}px)`, true);
  const student = useSignal(isStudent);
  student.value = isStudent;
  const asked = useRef(false);

  useEffect(() => {
    if (!session) return;
    const found = recallPosition();
    kept.value = found;
    box.value = found.box;
    ready.value = true;
    if (open.peek()) {
      // The button was pressed before the chat had loaded.
      save({ open: true });
      markHistory();
    } else open.value = found.session === session && found.open === true;
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
        isNarrow.value ? "sheet" : kept.value.pinned ??
            student.value !== isWide.value
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
    isStudent: student,
    mode,
    ready,
    isOpenedByUser: asked,
    setOpen(now) {
      asked.current = now;
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
