import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { ActInput } from "../../classroom/acts.ts";
import type { AssistantSettings } from "../../classroom/model/assistant.ts";
import type { OverviewData } from "../../classroom/model/monitoring/activity.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import { runningTicketId } from "../checks/exit/running_exit_ticket.ts";
import {
  createTeacherSeat,
  type LiveClassStart,
  useLiveClass,
} from "../client/live_class.ts";
import { StudentGridView } from "../monitoring/grid/student_grid_view.ts";
import { useJoinRush } from "../people/JoinRushNotice.tsx";
import { StudentActions } from "../people/student_actions.ts";
import { splitByRemoval, type Student } from "../people/students.ts";
import { spellJoinCode } from "../../formats/format_join_code.ts";
import type { JoinReach } from "../sessions/JoinCode.tsx";
import type { QrPath } from "../../formats/qr.ts";
import { ResourceActions } from "../resources/live/resource_actions.ts";
import { makeLiveClass } from "../resources/live/live_class.ts";
import {
  useOpenAnswers,
  useOpenResource,
} from "../resources/live/use_open_resource.ts";
import { announce } from "../ui/announce.ts";
import type { OpenMenu } from "../ui/Menu.tsx";
import { formatTime } from "../../formats/format_time.ts";
import { useTimeZone } from "../ui/use_time_zone.ts";
import { desk as t } from "texts/desk.ts";
import { scheduled } from "texts/sessions_schedule.ts";
import { useLobby } from "./use_lobby.ts";
import { useDeskUpkeep, useLiveTitle } from "./use_desk_upkeep.ts";
import type { StaffQueueKind } from "../monitoring/staff_queues.ts";

export interface DeskProps {
  view: SessionView;
  start: LiveClassStart;
  /** Something has already happened in the class (N-3). */
  begun: boolean;
  board: OverviewData;
  qr: QrPath;
  reach: JoinReach;
  zone: string;
}

export type DeskState = ReturnType<typeof useDesk>;

export function useDesk(props: DeskProps) {
  const { view, start } = props;
  const zone = useTimeZone(props.zone);
  const seat = useMemo(() => createTeacherSeat(start, view.member), []);
  const live = useLiveClass(start, seat);
  const acts = useDeskActs(view.id);
  const views = useDeskViews(view);
  const { announced, menu } = views;
  useDeskUpkeep(live, acts.api, announced);
  const info = live.info.value;
  useLiveTitle(info.name, view.name);
  const members = live.members.value;
  const session = live.session.value;
  const requests = session?.staff?.joinRequests.value ?? {};
  const { present } = useMemo(() => splitByRemoval(members), [members]);
  const isScheduled = info.state === "scheduled";
  useStateChanges(info.state, views);
  useEffect(() => {
    if (info.state !== "active" || present.length > 0) return;
    announce(t.code({ code: spellJoinCode(view.code) }), { topic: "code" });
  }, []);
  useEffect(() => {
    // Refusals for lack of a network no longer apply once online.
    if (live.status.value.state === "online") acts.sharing.refusal.value = null;
  }, [live.status.value.state]);
  const online = live.online.value;
  const facts = {
    students: present,
    online,
    isIdle: info.state !== "active" && !isScheduled,
    isAhead: isScheduled,
    zone,
    clock: live.now,
  };
  return {
    ...props,
    ...acts,
    ...views,
    zone,
    seat,
    live,
    info,
    members,
    session,
    present,
    online,
    isScheduled,
    isIdle: info.state !== "active",
    isOwner: view.seat === "owner",
    requests,
    lastKnown: live.lastKnown.value === null
      ? null
      : formatTime(live.lastKnown.value, "hour", zone),
    lobby: useLobby(
      session,
      present,
      menu.value !== null,
      props.begun || isScheduled,
    ),
    rush: useJoinRush(present, info, live.now, requests),
    isTicketRunning: runningTicketId(session) !== null,
    /** One per place, so that each shows only its own refusals. */
    lesson: makeLiveClass(session, { ...facts, actions: acts.sharing }),
    lessonInBar: makeLiveClass(session, { ...facts, actions: acts.api }),
    lessonAside: makeLiveClass(session, { ...facts, actions: acts.asking }),
  };
}

/** The teacher's actions, one object per place: a refusal is shown where its action was used. */
function useDeskActs(id: string) {
  const api = useMemo(() => new ResourceActions(id), []);
  const actions = useMemo(() => new StudentActions(api), []);
  const sharing = useMemo(() => new ResourceActions(id, actions.notice), []);
  const asking = useMemo(() => new ResourceActions(id), []);
  const change = async (change: ActInput<"PATCH /">) =>
    await api.act("PATCH /", change) !== null;
  const changeEyesOnMe = (eyesOnMe: { text: string } | null) =>
    change({ eyesOnMe });
  return { api, actions, sharing, asking, change, changeEyesOnMe };
}

/** The open views: the list of those who wait, and next to the class a conversation or answers. */
function useDeskViews(view: SessionView) {
  const board = useMemo(() => new StudentGridView(), []);
  const answers = useOpenAnswers();
  const waits = useSignal<StaffQueueKind | null>(null);
  useSignalEffect(() => {
    if (answers.value !== null) board.openStudent.value = null;
  });
  return {
    boardView: board,
    answers,
    showAnswers(check: string) {
      // A conversation may cover the answers.
      board.openStudent.value = null;
      answers.value = check;
    },
    waits,
    resource: useOpenResource(view.id),
    menu: useSignal<OpenMenu<Student> | null>(null),
    isRemoving: useSignal(false),
    isPicking: useSignal(false),
    endsHere: useSignal(false),
    announced: useSignal(""),
    asksAssistant: useSignal(false),
    assistant: useSignal<AssistantSettings>({
      prompt: view.prompt,
      limits: view.limits,
    }),
  };
}

/** Announces that a scheduled class has started. If an end is undone, forgets that this page had ended the class. */
function useStateChanges(
  state: string,
  { announced, endsHere }: {
    announced: Signal<string>;
    endsHere: Signal<boolean>;
  },
): void {
  const previousState = useRef(state);
  useEffect(() => {
    if (previousState.current === "scheduled" && state === "active") {
      announced.value = scheduled.started;
    }
    previousState.current = state;
    if (state === "active") endsHere.value = false;
  }, [state]);
}
