/** A call's bar in each state, its pictures, staff tools and devices. */
import { useMemo } from "preact/hooks";
import { signal } from "@preact/signals";
import { calls, callStaff } from "texts/calls.ts";
import { Call } from "../calls/call.ts";
import { Before, CallBar } from "../calls/CallBar.tsx";
import { DevicesDialog } from "../calls/DevicesDialog.tsx";
import type { CallDeed, CallDesk } from "../calls/staff/call_desk.ts";
import { DeedLine, People } from "../calls/staff/StaffCall.tsx";
import { StartCall } from "../calls/staff/StartCall.tsx";
import type { Voice } from "../calls/joined/voice.ts";
import { WhoIsIn } from "../calls/joined/WhoIsIn.tsx";
import type { DeviceTrouble } from "../calls/call_backend.ts";
import type { ClassSession } from "../client/class_session.ts";
import { giveMadeUp, inMain, joinMadeUpCall, people } from "./made_up_call.ts";
import { Piece } from "./Piece.tsx";
import { idOf, madeUpRooms, now, scene, type SceneOptions } from "./scene.ts";

function called(
  name: string,
  { session, ...options }: Partial<SceneOptions> = {},
  call: object = {},
): ClassSession {
  return scene({
    name: `call-${name}`,
    as: 1,
    call: people(4),
    ...options,
    session: { maps: { call: { main: now, ...call }, ...session?.maps } },
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
      <Before
        call={session.part(Call)}
        tools={null}
        trouble={trouble}
        isFull={isFull}
      />
    </section>
  );
}

export function CallPieces() {
  const { before, full, out, within } = useMemo(() => {
    giveMadeUp();
    const turn = (voice: Voice) => void voice.own.turn("microphone", true);
    const removed = called("removed", {
      call: people(5, 1),
      session: { maps: { callOut: { [idOf(1)]: now } } },
    });
    removed.part(Call).out.value = "removed";
    const elsewhere = called("elsewhere");
    elsewhere.part(Call).out.value = "elsewhere";
    const back = called("back", { call: people(5, 1) });
    back.part(Call).out.value = "back";
    return {
      before: called("before", { call: people(5, 1) }),
      full: called("full", { call: people(9, 1) }),
      out: [removed, back, elsewhere],
      within: [
        joinMadeUpCall(called("quiet")),
        joinMadeUpCall(
          called("speaking", {}, { cameras: true, screens: true }),
          {
            isLoud: (n) => n < 2,
            then: turn,
          },
        ),
        joinMadeUpCall(called("lost"), { lost: true }),
        joinMadeUpCall(called("asked"), {
          then: (voice) => {
            const { facts, seat } = voice.call.session;
            facts.callAsked.value = { [seat.member]: now };
          },
        }),
        joinMadeUpCall(called("muted"), {
          then: (voice) => void (voice.own.muted.value = { at: now, by: null }),
        }),
        joinMadeUpCall(called("eyes", { info: { eyesOnMe: { text: "" } } })),
        joinMadeUpCall(called("silenced"), {
          then: (voice) => void (voice.isBlocked.value = true),
        }),
        joinMadeUpCall(called("taken"), {
          then: (voice) => {
            voice.own.trouble.value = { kind: "taken", of: "camera" };
          },
        }),
        joinMadeUpCall(called("busy"), {
          then: (voice) => {
            const why = "busy";
            voice.own.trouble.value = { kind: "device", of: "microphone", why };
          },
        }),
      ],
    };
  }, []);
  const pictures = useMemo(
    () => [
      joinMadeUpCall(called("cameras", {
        call: (n) => n < 4 ? inMain({ camera: n > 1 }) : undefined,
      })),
      joinMadeUpCall(called("screen", {
        call: (n) =>
          n < 4 ? inMain({ screen: n === 0, camera: n > 2 }) : undefined,
      })),
    ],
    [],
  );
  return (
    <>
      <Piece of="CallBar, not joined" wide>
        {[null, ...troubles].map((trouble) => (
          <NotJoined key={trouble} session={before} trouble={trouble} />
        ))}
        <NotJoined session={full} isFull />
        {out.map((session) => (
          <NotJoined key={session.seat.session} session={session} />
        ))}
      </Piece>
      <Piece of="CallBar" wide>
        {within.map((session) => (
          <CallBar key={session.seat.session} session={session} />
        ))}
      </Piece>
      <Piece of="CallTiles" wide>
        {pictures.map((session) => (
          <CallBar key={session.seat.session} session={session} />
        ))}
      </Piece>
    </>
  );
}

const deeds = (): CallDeed[] => [
  { words: callStaff.mutedAll },
  {
    words: calls.out.over,
    ended: { was: { main: now }, room: "main", out: [] },
  },
];

/** A desk whose notice stays. */
function said(deed: CallDeed): CallDesk {
  return {
    done: { value: deed },
    holders: new Set(),
    api: { trouble: signal(null) },
    startAgain() {},
  } as unknown as CallDesk;
}

export function CallStaffPieces() {
  const { before, within, groups, alone, nobody, list } = useMemo(() => {
    giveMadeUp();
    return {
      before: called("staff-before", { as: 0, call: people(5, 0) }),
      within: joinMadeUpCall(called("staff", { as: 0 }), {
        isLoud: (n) => n === 1,
      }),
      groups: called("staff-groups", { as: 0, call: undefined }, {
        main: undefined,
        groups: now,
      }),
      alone: joinMadeUpCall(called("staff-alone", {
        as: 0,
        call: people(1),
        session: { maps: { rooms: madeUpRooms(2), breakouts: { open: true } } },
      }, { groups: now })),
      nobody: called("staff-nobody", {
        as: 0,
        call: undefined,
        session: { maps: { rooms: madeUpRooms(2), breakouts: { open: true } } },
      }),
      list: called("staff-list", {
        as: 0,
        call: (n) =>
          n === 1 ? inMain({ answered: now, declined: true }) : people(5)(n),
        session: {
          maps: {
            callOut: { [idOf(5)]: now },
            callAsked: { [idOf(1)]: now, [idOf(3)]: now },
          },
        },
      }),
    };
  }, []);
  const quiet = {
    media: signal(null),
    speaking: signal(new Set([idOf(2)])),
  } as unknown as Voice;
  return (
    <>
      <Piece of="StaffCall" wide>
        {[before, within, groups, alone, nobody].map((session) => (
          <CallBar key={session.seat.session} session={session} />
        ))}
      </Piece>
      <Piece of="DeedLine" wide>
        {deeds().map((deed) => (
          <section key={deed.words} class="call-bar">
            <DeedLine desk={said(deed)} />
          </section>
        ))}
      </Piece>
      <Piece of="WhoIsIn">
        <div class="piece-call-people">
          <WhoIsIn call={list.part(Call)} voice={quiet} People={People} />
        </div>
      </Piece>
    </>
  );
}

export function CallDevicesPiece() {
  const session = useMemo(() => {
    giveMadeUp();
    return called("devices", {}, { cameras: true });
  }, []);
  return (
    <Piece of="DevicesDialog">
      <DevicesDialog call={session.part(Call)} onClose={() => {}} />
    </Piece>
  );
}

export function CallStartPiece() {
  const session = useMemo(
    () => called("start", { as: 0 }, { main: undefined }),
    [],
  );
  return (
    <Piece of="StartCall">
      <StartCall session={session} onClose={() => {}} />
    </Piece>
  );
}
