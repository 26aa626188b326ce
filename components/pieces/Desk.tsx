/** The teacher's bar, waiting strip and lists. */
import { useMemo } from "preact/hooks";
import { signal } from "@preact/signals";
import { sample } from "texts/pieces.ts";
import type { SignalKind } from "../../classroom/model/monitoring/activity.ts";
import { ChatButton } from "../chat/panel/ChatButton.tsx";
import { CodeChip, DeskBar, DeskMenu } from "../desk/DeskBar.tsx";
import { Strip } from "../desk/Strip.tsx";
import { WaitList } from "../desk/WaitList.tsx";
import { type WaitKind, waitKinds } from "../desk/waits.ts";
import type { ClassSession } from "../client/class_session.ts";
import { SessionApi } from "../client/session_api.ts";
import { EyesSwitch } from "../desk/EyesOnMe.tsx";
import { StatusRow } from "../desk/StatusRow.tsx";
import { qrPath } from "../sessions/qr.ts";
import { Piece } from "./Piece.tsx";
import {
  idOf,
  liveInfo,
  madeUpSeat,
  minute,
  names,
  now,
  scene,
} from "./scene.ts";

const link = "http://192.168.1.20:8000/join?sessionCode=482913";
const joining: Omit<Parameters<typeof CodeChip>[0], "locked"> = {
  session: "pieces",
  code: "482913",
  link,
  qr: qrPath(link),
  reach: { how: "network", others: [] },
  onLock: () => Promise.resolve(true),
};

const states = () => [
  liveInfo(),
  liveInfo({ endsAt: now + 4 * minute + 12_000 }),
  liveInfo({ endsAt: now + 3 * 60 * minute, joinLocked: true }),
  liveInfo({ chatPaused: true, assistantPaused: true }),
  liveInfo({ state: "ending" }),
];

/** Nothing, one of each kind, or many of each wait. */
function waiting(count: number): ClassSession {
  const of = Array.from({ length: count }, (_, n) => n);
  const activity = (kind: SignalKind, n: number) => ({
    lastAt: now - n * minute,
    turns: 3,
    conversation: idOf(n, "talk"),
    asked: n === 0 ? sample.askedLong : sample.asked,
    signals: [{ kind, at: now - n * minute, message: idOf(n, "message") }],
  });
  return scene({
    name: `waiting-${count}`,
    staff: {
      maps: {
        students: Object.fromEntries(of.flatMap((n) => [
          [idOf(1 + n), activity("worrying", n)],
          [idOf(5 + n), activity("stuck", n)],
        ])),
        waiting: Object.fromEntries(of.map((n) => [
          idOf(n, "knock"),
          n % 2 === 0
            ? { name: "Lea", at: now + n, kind: "new" }
            : { name: "Amy", at: now + n, kind: "rejoin", member: idOf(1) },
        ])),
        held: Object.fromEntries(of.map((n) => [idOf(n, "held"), {
          room: "main",
          at: now + n,
          words: [sample.word],
          message: {
            id: idOf(n, "held"),
            from: idOf(2 + n),
            at: now,
            kind: "text",
            text: sample.blocked,
          },
        }])),
      },
      lists: {
        help: of.map((n) => ({
          member: idOf(3 + n),
          room: "main",
          at: now - n * minute,
          ...n === 0 && { note: sample.note },
        })),
      },
    },
  });
}

export function Desk() {
  const classes = useMemo(() => [0, 1, 3].map(waiting), []);
  const [none, , many] = classes;
  const members = many.facts.members.value;
  const list = (session: ClassSession, kind: WaitKind) => (
    <div key={kind} class="piece-aside">
      <WaitList
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
      <Piece of="StatusRow">
        {states().map((info, n) => (
          <StatusRow
            key={n}
            info={info}
            now={{ value: now }}
            online={n === 2 ? 3 : 28}
            all={28}
            lastKnown={null}
            observing={n === 3 ? names()[0] : undefined}
          />
        ))}
        <StatusRow
          info={liveInfo()}
          now={{ value: now }}
          online={0}
          all={28}
          lastKnown="10:24"
        />
      </Piece>
      <Piece of="DeskBar" wide>
        <DeskBar
          title={sample.class}
          of={names()[0]}
          state={
            <StatusRow
              info={liveInfo()}
              now={{ value: now }}
              online={27}
              all={28}
              lastKnown={null}
            />
          }
        >
          <CodeChip {...joining} locked={false} />
          <EyesSwitch on={false} onChange={() => Promise.resolve(true)} />
          <ChatButton
            unread={3}
            mentions={0}
            held={0}
            notSent={0}
            open={false}
            onPress={() => {}}
          />
          <DeskMenu
            session={madeUpSeat({ name: "waiting-0" }).session}
            idle={false}
            mayEnd
            onExtend={() => {}}
            onEnd={() => {}}
          >
            {null}
          </DeskMenu>
        </DeskBar>
      </Piece>
      <Piece of="EyesSwitch">
        <EyesSwitch on onChange={() => Promise.resolve(true)} />
        <EyesSwitch
          on={false}
          disabled
          onChange={() => Promise.resolve(true)}
        />
      </Piece>
      <Piece of="ChatButton">
        {[[0, 0, 0], [3, 0, 0], [3, 2, 0], [3, 0, 1], [3, 2, 1]].map((
          [unread, mentions, held],
        ) => (
          <ChatButton
            key={`${mentions} ${held} ${unread}`}
            unread={unread}
            mentions={mentions}
            held={held}
            notSent={0}
            open={held > 0}
            onPress={() => {}}
          />
        ))}
      </Piece>
      <Piece of="Strip" wide>
        {classes.map((session, n) => (
          <Strip
            key={n}
            session={session}
            members={session.facts.members.value}
            crowd={false}
            opened={signal<WaitKind | null>(n === 2 ? "stuck" : null)}
          />
        ))}
      </Piece>
      <Piece of="WaitList">
        {waitKinds.map((kind) => list(many, kind))}
        {list(none, "stuck")}
      </Piece>
    </>
  );
}
