/**
 * What comes by itself, or was just done: it floats at the lower edge, so that nothing gives way to it. At most two lines
 * stand there; the others wait until there is room.
 */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { session as t } from "texts/sessions_live.ts";
import { exit } from "texts/resources_exit.ts";
import { isSignedOut } from "../accounts/signed_out.ts";
import type { StudentActions } from "../people/student_actions.ts";
import { ExitDesk } from "../resources/exit/exit_desk.ts";
import { RunningTicketNotice } from "../resources/exit/RunningTicketNotice.tsx";
import { ShownNow } from "../resources/pick/PickStudent.tsx";
import { Picks } from "../resources/pick/picks.ts";
import { HeldNotice } from "../session/HeldNotice.tsx";
import type { Live } from "../session/live.ts";
import { RefusedNotice } from "../session/RefusedNotice.tsx";
import { useConnecting } from "../session/status.ts";
import type { SessionApi } from "../session/session_api.ts";
import { DoneLine } from "../sessions/live_page/DoneLine.tsx";
import { type Change, EyesNotice } from "../sessions/live_page/EyesOnMe.tsx";
import { NextWaits, useNextWaits } from "../sessions/live_page/NextWaits.tsx";
import {
  ClosedNotice,
  ConnectingNotice,
  EndingNotice,
  isEndOver,
  OfflineNotice,
} from "../sessions/live_page/Notices.tsx";
import {
  PlainNotice,
  usePlainNotice,
} from "../sessions/live_page/PlainNotice.tsx";
import type { JoinReach } from "../sessions/JoinCode.tsx";
import { missingParts } from "../ui/load_part.ts";
import { Notice } from "../ui/Notice.tsx";
import { useTwo } from "./use_two.ts";
import "./DeskNotices.css";

/** All of them. */
export function DeskNotices(
  { live, joining, api, actions, owns, done, act, onEyes, onSaid }: {
    live: Live;
    /** How students come. */
    joining: { link: string; reach: JoinReach };
    api: SessionApi;
    actions: StudentActions;
    owns: boolean;
    /** What was done on the page from which one came. */
    done?: string;
    act: (method: "POST", path: string, body?: unknown) => Promise<boolean>;
    onEyes: Change;
    onSaid: (words: string) => void;
  },
) {
  const session = live.session.value;
  const { state, endsAt, undoUntil, eyesOnMe } = live.info.value;
  const status = live.status.value;
  const connecting = useConnecting(() => live.status.value);
  const next = useNextWaits(
    () => live.now.peek(),
    state !== "scheduled" && owns,
  );
  const plain = usePlainNotice(joining.link, joining.reach);
  const undoEnd = async (words: string) => {
    if (await act("POST", "/end/undo")) onSaid(words);
  };
  const isOver = state === "ending" &&
    isEndOver(undoUntil, live.now.value, status.state === "online");
  useEffect(() => {
    // An Undo that did not get through is no longer worth another try.
    if (isOver) api.trouble.value = null;
  }, [isOver]);
  // The most urgent first. While the end can be taken back, that is the one Undo.
  const lines = {
    ending: state === "ending" && (
      <EndingNotice
        undoUntil={undoUntil}
        now={live.now.value}
        isOver={isOver}
        onUndo={() => undoEnd(t.undone)}
      />
    ),
    closed: status.state === "closed" && !isSignedOut(status) && (
      <ClosedNotice />
    ),
    refused: api.trouble.value && <RefusedNotice api={api} />,
    eyes: eyesOnMe && (
      <EyesNotice
        line={eyesOnMe.text}
        calls={session?.facts.call.value ?? {}}
        onChange={onEyes}
      />
    ),
    deed: state !== "ending" && actions.done.value && true,
    ticket: session?.staff && session.part(ExitDesk).running.value && (
      <RunningTicketNotice
        session={session}
        endsAt={endsAt}
        now={live.now.value}
        onEnd={() => act("POST", "/end", { now: true })}
        onUndo={() => undoEnd(exit.goesOn)}
      />
    ),
    offline: status.state === "offline" && !api.trouble.value && (
      <OfflineNotice />
    ),
    missing: missingParts.value > 0 && (
      <Notice tone="warn">{frame.missingPart}</Notice>
    ),
    connecting: connecting.value && <ConnectingNotice />,
    shown: session?.staff && session.part(Picks).shown.value && (
      <ShownNow session={session} />
    ),
    came: done && <Notice tone="good">{done}</Notice>,
    next: next && <NextWaits {...next} />,
    plain: plain.value && <PlainNotice wanted={plain} />,
  };
  type Line = keyof typeof lines;
  const wanted = (Object.keys(lines) as Line[]).filter((it) => lines[it]);
  const shown = useTwo(wanted);
  return (
    <div class="desk-notices">
      {session && <HeldNotice session={session} />}
      {shown.filter((it) => it !== "deed").map((it) => (
        <div key={it} data-at={shown.indexOf(it)}>
          {lines[it] as JSX.Element}
        </div>
      ))}
      {/* Always there, so that what comes to stand in it is read out. */}
      <div data-at={shown.indexOf("deed")}>
        <DoneLine actions={actions} waits={!shown.includes("deed")} />
      </div>
    </div>
  );
}
