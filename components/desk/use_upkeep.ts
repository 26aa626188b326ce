/** What goes on behind a running class's page: its copy for later, the end, the last minutes, the sign-out. */
import { type Signal, useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { session as t } from "texts/sessions_live.ts";
import { leaveSignedOut } from "../accounts/signed_out.ts";
import { useHeldPage } from "../page/held_page.ts";
import type { Live } from "../client/live.ts";
import type { SessionApi } from "../client/session_api.ts";
import { noticeAt } from "../class_page/last_minutes.ts";
import { forgetPage, keepPage } from "../class_page/offline.ts";
import { writeRest } from "../ui/time.ts";

/** `said` is told what is to be read out. */
export function useUpkeep(live: Live, api: SessionApi, said: Signal<string>) {
  const { state, endsAt } = live.info.value;
  const connection = live.status.value.state;
  useEffect(() => leaveSignedOut(live.status), []);
  // What is over looks different, and the server renders it.
  useEffect(() => {
    if (state === "ended") {
      forgetPage(api.session).then(() => location.reload());
    }
  }, [state]);
  // The copy for later must not compete with what is to be read now: once is enough, and not whenever one comes back.
  const isKept = useRef(false);
  useEffect(() => {
    if (connection !== "online" || state !== "active") return;
    if (isKept.current) return;
    const timer = setTimeout(
      async () => isKept.current = await keepPage("SessionLive"),
      1_000,
    );
    return () => clearTimeout(timer);
  }, [connection, state]);
  useHeldPage(connection === "offline");
  const due = useComputed(() => {
    const { state, endsAt } = live.info.value;
    return state === "active" ? noticeAt(endsAt - live.now.value) : null;
  }).value;
  useEffect(() => {
    const left = endsAt - live.now.peek();
    if (due) said.value = t.endsSoon({ rest: writeRest(left) });
  }, [due]);
  // What was refused for want of a network is no longer true with one.
  useEffect(() => {
    if (connection === "online") api.trouble.value = null;
  }, [connection, state]);
}

/** Keeps heading and title of the page at `name`; `rendered`: what they were rendered with. */
export function useLiveTitle(name: string, rendered: string): void {
  const shown = useRef(rendered);
  useEffect(() => {
    const before = shown.current;
    if (name === before) return;
    shown.current = name;
    document.title = document.title.replace(before, () => name);
    const heading = document.querySelector("main h1");
    if (!heading) return;
    heading.textContent = name;
    heading.setAttribute("title", name);
  }, [name]);
}
