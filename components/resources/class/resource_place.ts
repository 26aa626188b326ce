/**
 * The open part of the Class Portal: none, the list (on a phone), or one item.
 * It is kept in the history, so that Back and reload work.
 */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import {
  closeChatRequest,
  resourceRequest,
} from "../../chat/panel_requests.ts";

export interface ResourcePlace {
  /** A resource's id; "" for the list; null for none. */
  readonly open: Signal<string | null>;
  show(what: string): void;
  /** Goes to the part that was open before. */
  back(): void;
  /** Closes the portal. */
  close(): void;
}

interface PlaceInHistory {
  readonly at: string;
  /** History entries since the page without the portal. */
  readonly depth: number;
}

export function useResourcePlace(): ResourcePlace {
  const open = useSignal<string | null>(null);
  useEffect(() => {
    const read = () => open.value = placeInHistory()?.at ?? null;
    read();
    addEventListener("popstate", read);
    return () => removeEventListener("popstate", read);
  }, []);
  const place = useMemo((): ResourcePlace => ({
    open,
    show(what) {
      if (open.peek() !== what) enterPlace(what);
      open.value = what;
      // Closes the chat's sheet, which would cover the portal.
      closeChatRequest.value = true;
    },
    back() {
      if (placeInHistory()) history.back();
      else open.value = null;
    },
    close() {
      const depth = placeInHistory()?.depth ?? 0;
      open.value = null;
      if (depth > 0) history.go(-depth);
    },
  }), []);
  useSignalEffect(() => {
    const wanted = resourceRequest.value;
    if (wanted === null) return;
    resourceRequest.value = null;
    place.show(wanted);
  });
  return place;
}

function placeInHistory(): PlaceInHistory | undefined {
  return history.state?.portal;
}

/**
 * An item replaces another one in the history; from the list, or from the
 * chat's sheet, it adds an entry.
 */
function enterPlace(at: string) {
  const { chat, portal, ...rest } = history.state ?? {};
  const before = portal as PlaceInHistory | undefined;
  const deeper = !before || chat || (before.at === "" && at !== "");
  const depth = (before?.depth ?? 0) + (deeper ? 1 : 0);
  const state = { ...rest, portal: { at, depth } satisfies PlaceInHistory };
  // Takes over the sheet's own entry.
  if (deeper && !chat) history.pushState(state, "");
  else history.replaceState(state, "");
}
