/**
 * What of the Class Portal is open on the page: nothing, the list (on a phone), or one thing. The Back button leads
 * from it to where one was, and a reload leaves one there.
 */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { leaveRequest, portalRequest } from "../../chat/panel_requests.ts";

export interface PortalPlace {
  /** A resource's id; "": the list; null: nothing. */
  readonly open: Signal<string | null>;
  show(what: string): void;
  /** To where one was before. */
  back(): void;
  /** To the page without the portal. */
  close(): void;
}

interface Entry {
  readonly at: string;
  /** How many entries it takes back to the page without the portal. */
  readonly depth: number;
}

export function usePortalPlace(): PortalPlace {
  const open = useSignal<string | null>(null);
  useEffect(() => {
    const read = () => open.value = entry()?.at ?? null;
    read();
    addEventListener("popstate", read);
    return () => removeEventListener("popstate", read);
  }, []);
  const place = useMemo((): PortalPlace => ({
    open,
    show(what) {
      if (open.peek() !== what) enter(what);
      open.value = what;
      // A sheet of the chat would lie over it.
      leaveRequest.value = true;
    },
    back() {
      if (entry()) history.back();
      else open.value = null;
    },
    close() {
      const depth = entry()?.depth ?? 0;
      open.value = null;
      if (depth > 0) history.go(-depth);
    },
  }), []);
  useSignalEffect(() => {
    const wanted = portalRequest.value;
    if (wanted === null) return;
    portalRequest.value = null;
    place.show(wanted);
  });
  return place;
}

function entry(): Entry | undefined {
  return history.state?.portal;
}

/** One thing takes another's place; what is opened from the list, or from a sheet of the chat, leads back there. */
function enter(at: string) {
  const { chat, portal, ...rest } = history.state ?? {};
  const before = portal as Entry | undefined;
  const deeper = !before || chat || (before.at === "" && at !== "");
  const depth = (before?.depth ?? 0) + (deeper ? 1 : 0);
  const state = { ...rest, portal: { at, depth } satisfies Entry };
  // The sheet's own entry becomes this one: it is closed by it.
  if (deeper && !chat) history.pushState(state, "");
  else history.replaceState(state, "");
}
