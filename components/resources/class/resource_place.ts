/**
 * The open place in the Class Portal: nothing, the list (on a phone), or a resource. Kept in the browser's history, for
 * **Back** and reloads.
 */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import {
  closeChatRequest,
  resourceRequest,
} from "../../chat/panel_requests.ts";

export interface ResourcePlace {
  /** A resource's id; empty: the list; null: nothing. */
  readonly open: Signal<string | null>;
  show(id: string): void;
  back(): void;
  close(): void;
}

interface PlaceInHistory {
  readonly at: string;
  /** Number of history entries since the page without the portal. */
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
    show(id) {
      if (open.peek() !== id) enterPlace(id);
      open.value = id;
      // Asks the chat's sheet to close, since it would cover the portal.
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
    const requestedId = resourceRequest.value;
    if (requestedId === null) return;
    resourceRequest.value = null;
    place.show(requestedId);
  });
  return place;
}

function placeInHistory(): PlaceInHistory | undefined {
  return history.state?.portal;
}

/**
 * Enters a place in the history. The first place, a resource opened from the list and one opened from the chat's sheet
 * add an entry; any other replaces the last one.
 */
function enterPlace(id: string) {
  const { chat, portal, ...rest } = history.state ?? {};
  const lastPlace = portal as PlaceInHistory | undefined;
  const isDeeper = !lastPlace || chat || (lastPlace.at === "" && id !== "");
  const depth = (lastPlace?.depth ?? 0) + (isDeeper ? 1 : 0);
  const state = { ...rest, portal: { at: id, depth } satisfies PlaceInHistory };
  // The entry of the chat's sheet becomes the added one.
  if (isDeeper && !chat) history.pushState(state, "");
  else history.replaceState(state, "");
}
