/** The teacher's page of a session that runs: the code, who is here, who asks to be let in, the end with its **Undo**. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { AssistantSettings as Assisting } from "../classroom/schema/assistant.ts";
import { bounds } from "../classroom/schema/bounds.ts";
import type { SessionView } from "../classroom/schema/views.ts";
import { ask } from "../components/session/ask.ts";
import { OwnAssistant } from "../components/assistant/OwnAssistant.tsx";
import { Students } from "../components/monitoring/Students.tsx";
import type { Seat } from "../components/chat/chat.ts";
import { writeTime } from "../components/ui/time.ts";
import { useZone } from "../components/ui/use_zone.ts";
import { Board } from "../components/groups/desk/Board.tsx";
import { ClassListBar } from "../components/groups/desk/ClassListBar.tsx";
import { Notice } from "../components/ui/Notice.tsx";
import type { QrPath } from "../components/sessions/qr.ts";
import { Crowd } from "../components/people/Crowd.tsx";
import { Deeds } from "../components/people/student_actions.ts";
import { Extend } from "../components/sessions/live_page/Extend.tsx";
import {
  EyesButton,
  EyesNotice,
} from "../components/sessions/live_page/EyesOnMe.tsx";
import { JoinCode, type JoinReach } from "../components/sessions/JoinCode.tsx";
import { type LiveStart, useLive } from "../components/session/live.ts";
import { studentsOf } from "../components/people/students.ts";
import type {
  Decision,
  DecisionOnAll,
} from "../components/people/Requests.tsx";
import type { MenuWish } from "../components/people/MemberMenu.tsx";
import { MemberTools } from "../components/people/MemberTools.tsx";
import { RemoveSince } from "../components/people/RemoveSince.tsx";
import { lastMinuteOf, rushOf } from "../components/people/rush.ts";
import { Settings } from "../components/sessions/live_page/Settings.tsx";
import { StatusRow } from "../components/sessions/live_page/StatusRow.tsx";
import { Tabs } from "../components/sessions/live_page/Tabs.tsx";
import { Waits } from "../components/sessions/live_page/Waits.tsx";
import {
  isSignedOut,
  leaveSignedOut,
} from "../components/accounts/signed_out.ts";
import { signInHere } from "../components/accounts/sign_in.ts";
import { UndoIcon } from "../components/ui/icons.tsx";
import {
  minutesAndSeconds,
  noticeAt,
} from "../components/sessions/class_page/last_minutes.ts";
import {
  forgetPage,
  keepPage,
} from "../components/sessions/class_page/offline.ts";
import { session as t } from "../locales/en/sessions/live_page.ts";
import { signIn } from "../locales/en/accounts.ts";
import "./SessionLive.css";

/** Everything that the page is rendered with. */
export interface SessionLiveProps {
  view: SessionView;
  start: LiveStart;
  qr: QrPath;
  reach: JoinReach;
  zone: string;
}

/** The page's content. */
export default function SessionLive(props: SessionLiveProps) {
  const { view, start, qr } = props;
  const zone = useZone(props.zone);
  const live = useLive(start);
  const problem = useSignal("");
  const said = useSignal("");
  const api = `/api/sessions/${view.id}`;
  const seat = useMemo<Seat>(() => ({
    session: view.id,
    member: view.member,
    role: "teacher",
    as: "teacher",
    epoch: start.epoch,
  }), []);
  const info = live.info.value;
  const { present } = studentsOf(live.members.value);
  const online = present.filter(({ id }) => live.online.value.has(id)).length;
  const status = live.status.value;
  const lastKnown = live.lastKnown.value === null
    ? null
    : writeTime(live.lastKnown.value, "hour", zone);

  useEffect(() => leaveSignedOut(live.status), []);
  // What is over looks different, and the server renders it.
  useEffect(() => {
    if (info.state === "ended") {
      forgetPage(view.id).then(() => location.reload());
    }
  }, [info.state]);
  // The copy for later must not compete with what is to be read now.
  useEffect(() => {
    if (status.state !== "online" || info.state !== "active") return;
    const timer = setTimeout(keepPage, 1_000);
    return () => clearTimeout(timer);
  }, [status.state, info.state]);

  const left = info.endsAt - live.now.value;
  const due = info.state === "active" ? noticeAt(left) : null;
  useEffect(() => {
    if (due) said.value = t.endsSoon(...minutesAndSeconds(left));
  }, [due]);

  // What was refused for want of a network is no longer true with one.
  useEffect(() => {
    if (status.state === "online") problem.value = "";
  }, [status.state, info.state]);

  async function act(
    method: "POST" | "PATCH" | "DELETE",
    path: string,
    body: unknown = {},
  ): Promise<boolean> {
    const answer = await ask(method, api + path, body);
    problem.value = answer.ok ? "" : answer.problem.detail;
    return answer.ok;
  }
  // As it was saved last: the tab may be left and come back to.
  const assistant = useSignal<Assisting>({
    prompt: view.prompt,
    limits: view.limits,
  });
  const removing = useSignal(false);
  const seenUntil = useSignal(-Infinity);
  const ceiling = info.mostStudents ?? bounds.students.usual;
  const asks = Object.values(live.requests.value)
    .some(({ kind }) => kind === "new");
  const now = live.now.value, after = seenUntil.value;
  const rush = rushOf(present, ceiling, now, after) ??
    (asks ? lastMinuteOf(present, now, after) : null);
  const wish = useSignal<MenuWish | null>(null);
  const deeds = useMemo(
    () => new Deeds(view.id, (detail) => problem.value = detail),
    [],
  );
  const eyesOnMe = (eyesOnMe: { text: string } | null) =>
    act("PATCH", "", { eyesOnMe });
  const decide = (id: string, decision: Decision) =>
    act("POST", `/waiting/${id}`, { decision });
  const decideAll = (decision: DecisionOnAll) =>
    act("POST", "/waiting", { decision });
  const extend = async (minutes: number) => {
    if (await act("POST", "/extend", { minutes })) {
      said.value = t.extended(minutes);
    }
  };
  const undo = async () => {
    if (await act("POST", "/end/undo")) said.value = t.undone;
  };

  // The sign-in page is on its way.
  if (isSignedOut(status)) {
    return (
      <Notice tone="stop">
        <span>{t.signedOut}</span>
        <a class="button" href={signInHere()}>{signIn.signIn}</a>
      </Notice>
    );
  }
  return (
    <div class="session stack wide">
      <p class="visually-hidden" role="status">{said.value}</p>
      {info.state === "ending" && (
        <Notice tone="warn">
          <span class="figures">
            {t.ending(
              secondsUntil(info.undoUntil, live.now.value),
            )}
          </span>
          <button type="button" class="button" onClick={undo}>
            <UndoIcon />
            {t.undo}
          </button>
        </Notice>
      )}
      {status.state === "offline" && !problem.value && (
        <div class="session-connection">
          <Notice tone="warn">{t.noNetwork}</Notice>
        </div>
      )}
      {status.state === "closed" && (
        <Notice tone="stop">
          <span>{t.closed}</span>
          <a class="button" href="">{t.reload}</a>
        </Notice>
      )}
      {problem.value && <Notice tone="stop">{problem.value}</Notice>}
      {info.eyesOnMe && (
        <EyesNotice line={info.eyesOnMe.text} onChange={eyesOnMe} />
      )}
      <div class="session-top">
        <StatusRow
          info={info}
          now={live.now.value}
          online={online}
          all={present.length}
          lastKnown={lastKnown}
        />
        <div class="actions">
          {!info.eyesOnMe && (
            <EyesButton
              disabled={info.state !== "active"}
              onChange={eyesOnMe}
            />
          )}
          <Extend
            disabled={info.state !== "active"}
            onExtend={extend}
          />
          <button
            type="button"
            class="button stop"
            disabled={info.state !== "active"}
            onClick={() => act("POST", "/end")}
          >
            {t.end}
          </button>
        </div>
      </div>
      <Waits
        session={view.id}
        crowd={rush && (
          <Crowd
            rush={rush}
            locked={info.joinLocked}
            zone={zone}
            onLock={(joinLocked) => act("PATCH", "", { joinLocked })}
            onRemove={() => removing.value = true}
            onClose={() => seenUntil.value = live.now.value}
          />
        )}
        requests={live.requests.value}
        byName={live.byName.value}
        members={live.members.value}
        deeds={deeds}
        onDecide={decide}
        onDecideAll={decideAll}
      />
      <JoinCode
        session={view.id}
        code={view.code}
        link={view.link}
        qr={qr}
        reach={props.reach}
      />
      <Tabs
        parts={{
          students: () => (
            <div class="stack">
              <Students
                seat={seat}
                members={live.members.value}
                online={live.online.value}
                lastKnown={lastKnown}
                zone={zone}
                collect={view.collect}
                startsAt={Date.parse(view.startsAt)}
                now={live.now.value}
                live
                onMenu={(asked) => wish.value = asked}
                onAllow={(student) => deeds.allow(student)}
              />
              <ClassListBar />
            </div>
          ),
          groups: () => (
            <Board session={view.id} zone={zone} lastKnown={lastKnown} />
          ),
          assistant: () => <OwnAssistant seat={seat} />,
          settings: () => (
            <Settings
              assistant={assistant.value}
              usage={start.usage}
              used={live.used.value}
              info={info}
              present={present.length}
              onRemoveSince={() => removing.value = true}
              onChange={(change) => act("PATCH", "", change)}
              onAssistant={async (change) => {
                const taken = await act("PATCH", "", change);
                if (taken) assistant.value = change;
                return taken;
              }}
            />
          ),
        }}
      />
      {removing.value && (
        <RemoveSince
          present={present}
          rush={rush}
          now={live.now.value}
          zone={zone}
          deeds={deeds}
          onClose={() => removing.value = false}
        />
      )}
      <MemberTools
        wish={wish}
        members={live.members.value}
        online={live.online.value}
        deeds={deeds}
      />
    </div>
  );
}

/** For how long an end can still be undone: 10 s at most, whatever the clocks say. */
function secondsUntil(until: number | undefined, now: number): number {
  return Math.min(10, Math.ceil(((until ?? 0) - now) / 1000));
}
