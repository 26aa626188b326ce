/** Made-up classes for `/pieces`: real models and components, with documents of given values. Nothing is connected. */
import * as Y from "yjs";
import { sample as t } from "texts/pieces.ts";
import type { CallPresence } from "../../classroom/model/calls.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import { idAlphabet } from "../../classroom/model/ids.ts";
import type { Member } from "../../classroom/model/members.ts";
import type { SessionInfo } from "../../classroom/model/session.ts";
import type { ConnectionStatus } from "../../sync/client/backoff.ts";
import { registerFixture } from "../../sync/client/fixture_documents.ts";
import { ClassSession } from "../client/class_session.ts";
import type { LiveClassInfo } from "../client/live_class.ts";
import { cacheOwnerOf, type Seat } from "../client/seat.ts";
import { StaffFacts } from "../client/staff_facts.ts";
import type {
  AnswerFailure,
  Turn,
  TurnState,
} from "../../classroom/model/conversations.ts";

/** The time on `/pieces`, which does not pass (ms). */
export const sceneTimeMs = Date.UTC(2026, 8, 14, 2, 30);
export const minuteMs = 60_000;
export const sceneZone = "Asia/Taipei";

export function sceneId(n: number, prefix = "pieces"): string {
  return prefix.padEnd(14, "1") + idAlphabet[Math.floor(n / 58)] +
    idAlphabet[n % 58];
}

interface Content {
  readonly maps?: Readonly<Record<string, object>>;
  readonly lists?: Readonly<Record<string, readonly unknown[]>>;
}

export interface SceneOptions {
  /** A name that no other scene has. */
  readonly name: string;
  readonly viewer?: number;
  readonly status?: ConnectionStatus;
  readonly info?: Partial<SessionInfo>;
  readonly students?: number;
  readonly member?: (n: number) => Partial<Member>;
  readonly call?: (n: number) => CallPresence | undefined;
  readonly session?: Content;
  readonly staff?: Content;
  readonly own?: Content;
  readonly rooms?: Readonly<Record<string, Content>>;
  readonly conversations?: Readonly<Record<string, readonly object[]>>;
  readonly others?: Readonly<Record<string, Content>>;
}

/** Names, among them a long and a Chinese one. */
export const sceneNames = () => [
  t.teacher,
  "Amy",
  "Ben",
  t.chinese,
  t.long,
  "Dan",
  "Eva",
  "Finn",
  "Grace",
  "Hugo",
  "Ines",
  "Jack",
  "Kim",
];

export function sceneInfo(info: Partial<SessionInfo> = {}): SessionInfo {
  return {
    name: t.class,
    code: "482913",
    state: "active",
    startsAt: sceneTimeMs - 20 * minuteMs,
    endsAt: sceneTimeMs + 41 * minuteMs,
    rejoin: true,
    collect: true,
    joinLocked: false,
    chatPaused: false,
    assistantPaused: false,
    eyesOnMe: null,
    nameFilter: true,
    epoch: "pieces",
    ...info,
  };
}

export const sceneLiveInfo = (info?: Partial<SessionInfo>): LiveClassInfo =>
  sceneInfo(info);

export function madeUpMembers(
  { students = 12, member }: Pick<SceneOptions, "students" | "member">,
): Record<string, Member> {
  const names = sceneNames().slice(0, students + 1);
  return Object.fromEntries(names.map((name, n): [string, Member] => [
    sceneId(n),
    {
      name,
      role: n === 0 ? "teacher" : "student",
      joinedAt: sceneTimeMs - 19 * minuteMs,
      room: null,
      ...n > 0 && member?.(n),
    },
  ]));
}

export function madeUpSeat({ name, viewer = 0 }: SceneOptions): Seat {
  return {
    session: `pieces-${name}`,
    member: sceneId(viewer),
    role: viewer === 0 ? "teacher" : "student",
    cookieRole: viewer === 0 ? "teacher" : "member",
    epoch: "pieces",
  };
}

/** A class with made-up documents; two thirds of its students are online. */
export function makeScene(options: SceneOptions): ClassSession {
  const seat = madeUpSeat(options);
  const { session, member, epoch } = seat;
  const members = madeUpMembers(options);
  const presenceStates = Object.keys(members)
    .map((member, n) => ({
      member,
      since: sceneTimeMs,
      call: options.call?.(n),
    }))
    .filter(({ call }, n) => call || n === 0 || n % 3 > 0);
  const register = (document: string, ...contents: (Content | undefined)[]) =>
    registerFixture({
      epoch,
      holder: cacheOwnerOf(seat),
      document,
      status: options.status,
      presenceStates: document === documentNames.session(session)
        ? presenceStates
        : [],
      fill: (doc) => contents.forEach((it) => it && fill(doc, it)),
    });
  register(
    documentNames.session(session),
    { maps: { info: sceneInfo(options.info), members } },
    options.session,
  );
  register(documentNames.staff(session), options.staff);
  register(documentNames.member(session, member), options.own);
  for (
    const [room, content] of Object.entries({ main: {}, ...options.rooms })
  ) {
    register(documentNames.room(session, room), content);
  }
  for (const [id, turns] of Object.entries(options.conversations ?? {})) {
    register(documentNames.conversation(session, id), { lists: { turns } });
  }
  for (const [name, content] of Object.entries(options.others ?? {})) {
    register(`${session}/${name}`, content);
  }
  return new ClassSession(seat, false, StaffFacts);
}

/** Names of roots whose entries are Y.Maps. */
const nested = ["turns", "reactions"];

function fill(doc: Y.Doc, { maps = {}, lists = {} }: Content) {
  for (const [name, values] of Object.entries(maps)) {
    const map = doc.getMap(name);
    for (const [key, value] of Object.entries(values)) {
      map.set(key, nested.includes(name) ? mapOf(value) : value);
    }
  }
  for (const [name, values] of Object.entries(lists)) {
    const elements = nested.includes(name) ? values.map(mapOf) : [...values];
    doc.getArray(name).push(elements);
  }
}

function mapOf(value: unknown): Y.Map<unknown> {
  return new Y.Map(Object.entries(value as object));
}

export function madeUpRooms(count: number) {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => {
      const letter = String.fromCharCode(65 + n);
      const room = { name: `Group ${letter}`, number: n + 1, order: n };
      return [sceneId(n, "room"), room];
    }),
  );
}

/** Questions with answers in these states. The first has Markdown, the second formulas and code. */
export function madeUpTurns(
  states: readonly (TurnState | AnswerFailure)[],
): Turn[] {
  return states.flatMap((outcome, n): Turn[] => {
    const prompt = sceneId(n, "prompt");
    const timeMs = sceneTimeMs - (states.length - n) * minuteMs;
    const isState = ["streaming", "done", "stopped", "failed"].includes(
      outcome,
    );
    const state = isState ? outcome as TurnState : "failed";
    const whole = n % 2 === 0 ? t.markdown : t.maths;
    return [
      {
        id: prompt,
        role: "user",
        text: n === 0 ? t.asked : t.askedLong,
        at: timeMs,
        state: "done",
      },
      {
        id: sceneId(n, "answer"),
        role: "assistant",
        text: state === "done" ? whole : state === "stopped" ? t.partly : "",
        at: timeMs,
        state,
        model: "demonstration",
        prompt,
        ...!isState && { failure: outcome as AnswerFailure },
      },
    ];
  });
}
