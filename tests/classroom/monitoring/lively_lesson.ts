import { runAct } from "../asking.ts";
import assert from "node:assert/strict";
import type { Teacher } from "../../../classroom/accounts/accounts.ts";
import type { ActivityKind } from "../../../classroom/monitoring/activity.ts";
import { broadcastBody } from "../../../classroom/groups/broadcast.ts";
import { distributeBody } from "../../../classroom/groups/moves.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { readSessionDocument } from "../../../classroom/model/layout.ts";
import { quizBody } from "../../../classroom/library/resource_bodies.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { CheckResource } from "../../../classroom/model/resources/shared_resources.ts";
import type { SessionView } from "../../../classroom/model/views.ts";
import { members } from "../../../classroom/model/roots.ts";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import type { Random } from "../../random.ts";
import type { School } from "../school.ts";

export interface LivelyLesson {
  readonly session: SessionView;
  readonly teacher: Identity;
  readonly students: Identity[];
  /** By member: the count of each kind. */
  readonly did: Map<string, Record<ActivityKind, number>>;
  readonly groups: string[];
}

export const quickModel = {
  name: "quick",
  async *answer() {
    yield await Promise.resolve("Because of light.");
  },
};

const minute = 60_000;

/** Plays the lesson without its end. `scale` stretches its time. */
export async function playLivelyLesson(
  school: School,
  owner: Teacher,
  { names, random, ask = {}, scale = 1 }: {
    names: readonly string[];
    random: Random;
    ask?: Record<string, unknown>;
    scale?: number;
  },
): Promise<LivelyLesson> {
  const { app, time } = school;
  const session = await app.sessions.create(
    owner,
    createSessionBody.parse({ name: "Photosynthesis", ...ask }),
  );
  const start = time.now, s = session.id;
  const teacher = await app.identities.findOwner(s, owner.id);
  assert(teacher);
  const students: Identity[] = [];
  for (const name of names) {
    const browser = school.newBrowser();
    await browser.join(session.code, name);
    const who = await browser.identityIn(s);
    assert(who);
    students.push(who);
  }
  const did = new Map(students.map(({ member }) => [
    member,
    { messages: 0, questions: 0, answers: 0 },
  ]));
  const to = (minutes: number) => {
    time.now = Math.max(time.now, start + Math.round(minutes * scale * minute));
  };
  const does = async (
    who: Identity,
    kind: ActivityKind,
    command: Record<string, unknown>,
  ) => {
    assert.equal(await school.runCommand(who, command), null);
    did.get(who.member)![kind]++;
  };
  /** Students act at times between two minutes. */
  const between = async (
    from: number,
    until: number,
    count: number,
    act: (who: Identity) => Promise<unknown>,
  ) => {
    for (let n = 0; n < count; n++) {
      to(from + (until - from) * (n + random.next()) / count);
      await act(random.pick(students));
    }
  };
  const say = (room: string) => (who: Identity) =>
    does(who, "messages", { kind: "say", room, text: "I think so" });
  const oneAsks = (who: Identity) =>
    does(who, "questions", {
      kind: "ask",
      conversation: newId(),
      text: "Why are leaves green?",
    });
  const size = names.length;

  await between(0.5, 4, size, say("main"));
  to(5);
  await app.resources.share(teacher, {
    poll: {
      kind: "yes-no",
      question: "Ready?",
      anonymous: true,
      words: ["Yes", "No"],
    },
  });
  await between(6, 11, size, oneAsks);
  await between(11, 17, 2 * size, oneAsks);
  to(18);
  await app.sessions.change(owner, s, { eyesOnMe: { text: "Look here" } });
  to(20);
  await app.sessions.change(owner, s, { eyesOnMe: null });
  const groups = (await runAct(app, teacher, "POST /breakouts/rooms", {
    names: ["Red", "Blue", "Green", "Yellow"],
  })).rooms.map(({ id }) => id);
  to(20.2);
  await runAct(
    app,
    teacher,
    "POST /breakouts/distribute",
    distributeBody.parse({ how: "shuffle", onlineOnly: false }),
  );
  to(20.5);
  await runAct(app, teacher, "POST /breakouts/start");
  const homes = await readSessionDocument(
    app.sync,
    s,
    (doc) => new Map([...members(doc)].map(([id, { room }]) => [id, room])),
  );
  const talk = (who: Identity) => say(homes.get(who.member)!)(who);
  await between(21, 29, 3 * size, talk);
  to(30);
  await runAct(
    app,
    teacher,
    "POST /breakouts/broadcast",
    broadcastBody.parse({ text: "Five minutes left" }),
  );
  await between(30, 34, size, talk);
  to(35);
  await runAct(app, teacher, "POST /breakouts/stop");
  const quiz = await app.library.add(
    "quiz",
    owner.id,
    quizBody.parse({
      name: "What plants need",
      questions: [{ kind: "single", text: "?", choices: ["A", "B"] }],
    }),
  );
  const check = await app.resources.share(teacher, {
    quiz: quiz.id,
    pace: "own",
  }) as CheckResource;
  const [question] = check.questions;
  for (const [n, who] of students.entries()) {
    to(36 + 3 * n / size);
    await does(who, "answers", {
      kind: "answer",
      resource: check.id,
      answers: { [question.id]: [question.choices![0].id] },
    });
  }
  to(40);
  await app.resources.change(teacher, check.id, { showResults: true });
  to(40.6);
  const wall = await app.resources.share(teacher, { wall: {} });
  await between(
    41,
    44,
    Math.ceil(size / 4),
    (who) =>
      does(who, "answers", { kind: "wish", resource: wall.id, text: newId() }),
  );
  to(45);
  return { session, teacher, students, did, groups };
}
