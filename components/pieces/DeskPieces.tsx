import { useMemo } from "preact/hooks";
import { signal } from "@preact/signals";
import { sample } from "texts/pieces.ts";
import type { IndicatorKind } from "../../classroom/model/monitoring/activity.ts";
import { ChatButton } from "../chat_panel/ChatButton.tsx";
import { DeskBar, DeskMenu, JoinCodeChip } from "../desk/DeskBar.tsx";
import { StaffQueuesStrip } from "../desk/StaffQueuesStrip.tsx";
import { StaffQueue } from "../desk/StaffQueue.tsx";
import {
  type StaffQueueKind,
  staffQueueKinds,
} from "../monitoring/staff_queues.ts";
import type { ClassSession } from "../client/class_session.ts";
import { SessionApi } from "../client/session_api.ts";
import { EyesOnMeSwitch } from "../desk/EyesOnMeSwitch.tsx";
import { StatusRow } from "../desk/StatusRow.tsx";
import { makeQrPath } from "../../formats/qr.ts";
import { Piece } from "./Piece.tsx";
import {
  madeUpSeat,
  makeScene,
  minuteMs,
  sceneId,
  sceneLiveInfo,
  sceneNames,
  sceneTimeMs,
} from "./scene.ts";

const link = "http://192.168.1.20:8000/join?sessionCode=482913";
const joining: Omit<Parameters<typeof JoinCodeChip>[0], "isLocked"> = {
  session: "pieces",
  code: "482913",
  link,
  qr: makeQrPath(link),
  reach: { how: "network", others: [] },
  onLock: () => Promise.resolve(true),
};

const states = () => [
  sceneLiveInfo(),
  sceneLiveInfo({ endsAt: sceneTimeMs + 4 * minuteMs + 12_000 }),
  sceneLiveInfo({ endsAt: sceneTimeMs + 3 * 60 * minuteMs, joinLocked: true }),
  sceneLiveInfo({ chatPaused: true, assistantPaused: true }),
  sceneLiveInfo({ state: "ending" }),
];

/** A session in which `count` things of each kind, except notes, wait for the teacher. */
function waiting(count: number): ClassSession {
  const indexes = Array.from({ length: count }, (_, n) => n);
  const activity = (kind: IndicatorKind, n: number) => ({
    lastAt: sceneTimeMs - n * minuteMs,
    turns: 3,
    conversation: sceneId(n, "talk"),
    asked: n === 0 ? sample.askedLong : sample.asked,
    signals: [{
      kind,
      at: sceneTimeMs - n * minuteMs,
      message: sceneId(n, "message"),
    }],
  });
  return makeScene({
    name: `waiting-${count}`,
    staff: {
      maps: {
        students: Object.fromEntries(indexes.flatMap((n) => [
          [sceneId(1 + n), activity("worrying", n)],
          [sceneId(5 + n), activity("stuck", n)],
        ])),
        waiting: Object.fromEntries(indexes.map((n) => [
          sceneId(n, "knock"),
          n % 2 === 0 ? { name: "Lea", at: sceneTimeMs + n, kind: "new" } : {
            name: "Amy",
            at: sceneTimeMs + n,
            kind: "rejoin",
            member: sceneId(1),
          },
        ])),
        held: Object.fromEntries(indexes.map((n) => [sceneId(n, "held"), {
          room: "main",
          at: sceneTimeMs + n,
          words: [sample.word],
          message: {
            id: sceneId(n, "held"),
            from: sceneId(2 + n),
            at: sceneTimeMs,
            kind: "text",
            text: sample.blocked,
          },
        }])),
      },
      lists: {
        help: indexes.map((n) => ({
          member: sceneId(3 + n),
          room: "main",
          at: sceneTimeMs - n * minuteMs,
          ...n === 0 && { note: sample.note },
        })),
      },
    },
  });
}

function DeskBarPiece() {
  return (
    <Piece name="DeskBar" isWide>
      <DeskBar
        title={sample.class}
        ownerLine={sceneNames()[0]}
        state={
          <StatusRow
            info={sceneLiveInfo()}
            now={{ value: sceneTimeMs }}
            online={27}
            all={28}
            lastKnown={null}
          />
        }
        verbs={<JoinCodeChip {...joining} isLocked={false} />}
      >
        <EyesOnMeSwitch
          isOn={false}
          kind="eyes-in-bar"
          onChange={() => Promise.resolve(true)}
        />
        <ChatButton
          unread={3}
          mentions={0}
          held={0}
          notSent={0}
          isOpen={false}
          onPress={() => {}}
        />
        <DeskMenu
          session={madeUpSeat({ name: "waiting-0" }).session}
          isIdle={false}
          mayEnd
          onExtend={() => {}}
          onEnd={() => {}}
        >
          {null}
        </DeskMenu>
      </DeskBar>
    </Piece>
  );
}

export function DeskPieces() {
  const classes = useMemo(() => [0, 1, 3].map(waiting), []);
  const [idleClass, , busyClass] = classes;
  const members = busyClass.facts.members.value;
  const list = (session: ClassSession, kind: StaffQueueKind) => (
    <div key={kind} class="piece-aside">
      <StaffQueue
        kind={kind}
        session={session}
        members={members}
        crowd={null}
        api={new SessionApi(session.seat.session)}
        onView={() => {}}
      />
    </div>
  );
  return (
    <>
      <Piece name="StatusRow">
        {states().map((info, n) => (
          <StatusRow
            key={n}
            info={info}
            now={{ value: sceneTimeMs }}
            online={n === 2 ? 3 : 28}
            all={28}
            lastKnown={null}
            observing={n === 3 ? sceneNames()[0] : undefined}
          />
        ))}
        <StatusRow
          info={sceneLiveInfo()}
          now={{ value: sceneTimeMs }}
          online={0}
          all={28}
          lastKnown="10:24"
        />
      </Piece>
      <DeskBarPiece />
      <Piece name="EyesSwitch">
        <EyesOnMeSwitch isOn onChange={() => Promise.resolve(true)} />
        <EyesOnMeSwitch
          isOn={false}
          disabled
          onChange={() => Promise.resolve(true)}
        />
      </Piece>
      <Piece name="ChatButton">
        {[[0, 0, 0], [3, 0, 0], [3, 2, 0], [3, 0, 1], [3, 2, 1]].map((
          [unread, mentions, heldCount],
        ) => (
          <ChatButton
            key={`${mentions} ${heldCount} ${unread}`}
            unread={unread}
            mentions={mentions}
            held={heldCount}
            notSent={0}
            isOpen={heldCount > 0}
            onPress={() => {}}
          />
        ))}
      </Piece>
      <Piece name="Strip" isWide>
        {classes.map((session, n) => (
          <StaffQueuesStrip
            key={n}
            session={session}
            members={session.facts.members.value}
            api={new SessionApi(session.seat.session)}
            crowd={null}
            opened={signal<StaffQueueKind | null>(null)}
            onView={() => {}}
          />
        ))}
      </Piece>
      <Piece name="StaffQueue">
        {staffQueueKinds.map((kind) => list(busyClass, kind))}
        {list(idleClass, "stuck")}
      </Piece>
    </>
  );
}
