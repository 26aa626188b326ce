import { useMemo } from "preact/hooks";
import { signal } from "@preact/signals";
import { calls, callStaff } from "texts/calls.ts";
import { Call } from "../calls/call.ts";
import { CallBar, JoinCallBar } from "../calls/CallBar.tsx";
import { DevicesDialog } from "../calls/DevicesDialog.tsx";
import type { CallAction, StaffCall } from "../calls/staff/staff_call.ts";
import {
  CallPersonButtons,
  LastCallAction,
} from "../calls/staff/StaffCallControls.tsx";
import { StartCall } from "../calls/staff/StartCall.tsx";
import type { CallConnection } from "../calls/joined/call_connection.ts";
import { CallPeopleList } from "../calls/joined/CallPeopleList.tsx";
import type { DeviceTrouble } from "../calls/call_backend.ts";
import type { ClassSession } from "../client/class_session.ts";
import {
  installMadeUpDevices,
  joinMadeUpCall,
  presenceInMainRoom,
  presenceOf,
} from "./made_up_call.ts";
import { Piece } from "./Piece.tsx";
import {
  madeUpRooms,
  makeScene,
  sceneId,
  type SceneOptions,
  sceneTimeMs,
} from "./scene.ts";

function called(
  name: string,
  { session, ...options }: Partial<SceneOptions> = {},
  call: object = {},
): ClassSession {
  return makeScene({
    name: `call-${name}`,
    viewer: 1,
    call: presenceOf(4),
    ...options,
    session: {
      maps: { call: { main: sceneTimeMs, ...call }, ...session?.maps },
    },
  });
}

const troubles: DeviceTrouble[] = [
  "insecure",
  "none",
  "denied",
  "unsupported",
];

function NotJoined({ session, trouble = null, isFull = false }: {
  session: ClassSession;
  trouble?: DeviceTrouble | null;
  isFull?: boolean;
}) {
  return (
    <section class="call-bar">
      <JoinCallBar
        call={session.part(Call)}
        tools={null}
        trouble={trouble}
        isFull={isFull}
      />
    </section>
  );
}

export function CallPieces() {
  const { notJoined, full, out, joined } = useMemo(() => {
    installMadeUpDevices();
    const turn = (voice: CallConnection) =>
      void voice.ownDevices.switchDevice("microphone", true);
    const removed = called("removed", {
      call: presenceOf(5, 1),
      session: { maps: { callOut: { [sceneId(1)]: sceneTimeMs } } },
    });
    removed.part(Call).exitReason.value = "removed";
    const elsewhere = called("elsewhere");
    elsewhere.part(Call).exitReason.value = "elsewhere";
    const back = called("back", { call: presenceOf(5, 1) });
    back.part(Call).exitReason.value = "back";
    return {
      notJoined: called("before", { call: presenceOf(5, 1) }),
      full: called("full", { call: presenceOf(9, 1) }),
      out: [removed, back, elsewhere],
      joined: [
        joinMadeUpCall(called("quiet")),
        joinMadeUpCall(
          called("speaking", {}, { cameras: true, screens: true }),
          {
            isLoud: (n) => n < 2,
            onJoined: turn,
          },
        ),
        joinMadeUpCall(called("lost"), { isLost: true }),
        joinMadeUpCall(called("asked"), {
          onJoined: (voice) => {
            const { facts, seat } = voice.call.session;
            facts.unmuteRequests.value = { [seat.member]: sceneTimeMs };
          },
        }),
        joinMadeUpCall(called("muted"), {
          onJoined: (voice) =>
            void (voice.ownDevices.lastMute.value = {
              at: sceneTimeMs,
              by: null,
            }),
        }),
        joinMadeUpCall(called("eyes", { info: { eyesOnMe: { text: "" } } })),
        joinMadeUpCall(called("silenced"), {
          onJoined: (voice) => void (voice.isBlocked.value = true),
        }),
        joinMadeUpCall(called("taken"), {
          onJoined: (voice) => {
            voice.ownDevices.trouble.value = {
              kind: "taken",
              device: "camera",
            };
          },
        }),
        joinMadeUpCall(called("busy"), {
          onJoined: (voice) => {
            const reason = "busy";
            voice.ownDevices.trouble.value = {
              kind: "device",
              device: "microphone",
              reason,
            };
          },
        }),
      ],
    };
  }, []);
  return (
    <>
      <Piece name="CallBar, not joined" isWide>
        {[null, ...troubles].map((trouble) => (
          <NotJoined key={trouble} session={notJoined} trouble={trouble} />
        ))}
        <NotJoined session={full} isFull />
        {out.map((session) => (
          <NotJoined key={session.seat.session} session={session} />
        ))}
      </Piece>
      <Piece name="CallBar" isWide>
        {joined.map((session) => (
          <CallBar key={session.seat.session} session={session} isOnCover />
        ))}
      </Piece>
      <Piece name="CallBar, small">
        {[notJoined, ...joined].map((session) => (
          <CallBar key={session.seat.session} session={session} />
        ))}
      </Piece>
      <CallTilesPiece />
    </>
  );
}

function CallTilesPiece() {
  const pictures = useMemo(
    () => [
      joinMadeUpCall(called("cameras", {
        call: (n) => n < 4 ? presenceInMainRoom({ camera: n > 1 }) : undefined,
      })),
      joinMadeUpCall(called("screen", {
        call: (n) =>
          n < 4
            ? presenceInMainRoom({ screen: n === 0, camera: n > 2 })
            : undefined,
      })),
    ],
    [],
  );
  return (
    <Piece name="CallTiles" isWide>
      {pictures.map((session) => (
        <CallBar key={session.seat.session} session={session} isOnCover />
      ))}
      {pictures.map((session) => (
        <CallBar key={session.seat.session} session={session} />
      ))}
    </Piece>
  );
}

const lastActions = (): CallAction[] => [
  { text: callStaff.mutedAll },
  {
    text: calls.out.over,
    ended: { was: { main: sceneTimeMs }, room: "main", out: [] },
  },
];

/** A made-up call of staff, whose notice of `lastAction` does not disappear. */
function said(lastAction: CallAction): StaffCall {
  return {
    lastAction: { value: lastAction },
    keepsNotice: new Set(),
    api: { refusal: signal(null) },
    startAgain() {},
  } as unknown as StaffCall;
}

export function CallStaffPieces() {
  const { notJoined, joined, groups, alone, nobody, list } = useMemo(() => {
    installMadeUpDevices();
    return {
      notJoined: called("staff-before", { viewer: 0, call: presenceOf(5, 0) }),
      joined: joinMadeUpCall(called("staff", { viewer: 0 }), {
        isLoud: (n) => n === 1,
      }),
      groups: called("staff-groups", { viewer: 0, call: undefined }, {
        main: undefined,
        groups: sceneTimeMs,
      }),
      alone: joinMadeUpCall(called("staff-alone", {
        viewer: 0,
        call: presenceOf(1),
        session: { maps: { rooms: madeUpRooms(2), breakouts: { open: true } } },
      }, { groups: sceneTimeMs })),
      nobody: called("staff-nobody", {
        viewer: 0,
        call: undefined,
        session: { maps: { rooms: madeUpRooms(2), breakouts: { open: true } } },
      }),
      list: called("staff-list", {
        viewer: 0,
        call: (n) =>
          n === 1
            ? presenceInMainRoom({ answered: sceneTimeMs, declined: true })
            : presenceOf(5)(n),
        session: {
          maps: {
            callOut: { [sceneId(5)]: sceneTimeMs },
            callAsked: { [sceneId(1)]: sceneTimeMs, [sceneId(3)]: sceneTimeMs },
          },
        },
      }),
    };
  }, []);
  const quiet = {
    media: signal(null),
    speakingMembers: signal(new Set([sceneId(2)])),
  } as unknown as CallConnection;
  return (
    <>
      <Piece name="StaffCall" isWide>
        {[notJoined, joined, groups, alone, nobody].map((session) => (
          <CallBar key={session.seat.session} session={session} isOnCover />
        ))}
        {[notJoined, joined].map((session) => (
          <CallBar key={session.seat.session} session={session} />
        ))}
      </Piece>
      <Piece name="DeedLine" isWide>
        {lastActions().map((lastAction) => (
          <section key={lastAction.text} class="call-bar">
            <LastCallAction desk={said(lastAction)} />
          </section>
        ))}
      </Piece>
      <Piece name="WhoIsIn">
        <div class="piece-call-people">
          <CallPeopleList
            call={list.part(Call)}
            voice={quiet}
            People={CallPersonButtons}
          />
        </div>
      </Piece>
    </>
  );
}

export function CallDevicesPiece() {
  const session = useMemo(() => {
    installMadeUpDevices();
    return joinMadeUpCall(called("devices", {}, { cameras: true }));
  }, []);
  const call = session.part(Call);
  return (
    <Piece name="DevicesDialog">
      {call.voice.value && (
        <DevicesDialog
          call={call}
          voice={call.voice.value}
          onClose={() => {}}
        />
      )}
    </Piece>
  );
}

export function CallStartPiece() {
  const session = useMemo(
    () => called("start", { viewer: 0 }, { main: undefined }),
    [],
  );
  return (
    <Piece name="StartCall">
      <StartCall
        session={session}
        link="http://192.168.1.20:8000/"
        onClose={() => {}}
      />
    </Piece>
  );
}
