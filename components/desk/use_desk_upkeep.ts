import { type Signal, useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { session as t } from "texts/sessions_live.ts";
import { redirectWhenSignedOut } from "../accounts/signed_out.ts";
import { useLeaveWarning } from "../page/leave_warning.ts";
import type { LiveClassState } from "../client/live_class.ts";
import type { SessionApi } from "../client/session_api.ts";
import { findDueEndNotice } from "../sessions/last_minutes.ts";
import { cachePage, deleteCachedPage } from "../sessions/page_cache.ts";
import { formatTimeLeft } from "../../formats/format_time.ts";

/**
 * Background work of a running class's page: its offline copy, the end, the last minutes, signing out.
 *
 * @param announcement receives the sentences to announce
 */
export function useDeskUpkeep(
  live: LiveClassState,
  api: SessionApi,
  announcement: Signal<string>,
) {
  const { state, endsAt } = live.info.value;
  const connection = live.status.value.state;
  useEffect(() => redirectWhenSignedOut(live.status), []);
  // Reloads: the page of an ended class is rendered by the server.
  useEffect(() => {
    if (state === "ended") {
      deleteCachedPage(api.session).then(() => location.reload());
    }
  }, [state]);
  // The copy is made once, after a delay, so that loading has priority.
  const isCached = useRef(false);
  useEffect(() => {
    if (connection !== "online" || state !== "active") return;
    if (isCached.current) return;
    const timer = setTimeout(
      async () => isCached.current = await cachePage("SessionLive"),
      1_000,
    );
    return () => clearTimeout(timer);
  }, [connection, state]);
  useLeaveWarning(connection === "offline");
  const due = useComputed(() => {
    const { state, endsAt } = live.info.value;
    return state === "active"
      ? findDueEndNotice(endsAt - live.now.value)
      : null;
  }).value;
  useEffect(() => {
    const left = endsAt - live.now.peek();
    if (due) announcement.value = t.endsSoon({ rest: formatTimeLeft(left) });
  }, [due]);
  // Refusals for lack of a network no longer apply once online.
  useEffect(() => {
    if (connection === "online") api.refusal.value = null;
  }, [connection, state]);
}

/**
 * Changes the heading and the document's title to `name`.
 *
 * @param rendered the name that the server rendered
 */
export function useLiveTitle(name: string, rendered: string): void {
  const shownName = useRef(rendered);
  useEffect(() => {
    const previousName = shownName.current;
    if (name === previousName) return;
    shownName.current = name;
    document.title = document.title.replace(previousName, () => name);
    const heading = document.querySelector("main h1");
    if (!heading) return;
    heading.textContent = name;
    heading.setAttribute("title", name);
  }, [name]);
}
