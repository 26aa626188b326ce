/** Three illustrations of a lesson on the landing page, rendered by the components of a class. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { minuteMs } from "../../classroom/model/times.ts";
import { AnswerBars } from "../checks/questions/AnswerBars.tsx";
import { assignGroupMarks } from "../client/group_marks.ts";
import { StudentTile } from "../monitoring/grid/StudentTile.tsx";
import type { StudentOnGrid } from "../monitoring/grid/students_on_grid.ts";
import { CheckIcon, OfflineIcon, OnlineIcon } from "../ui/icons.tsx";
import { groupNames } from "texts/group_names.ts";
import { landing as t } from "texts/people_join.ts";
import "../monitoring/monitoring.css";

export function LandingIllustrations() {
  const { board, poll, wifi } = t.stills;
  return (
    <ul class="stack wide landing-stills">
      <LandingIllustration title={board.title} text={board.text}>
        <Board />
      </LandingIllustration>
      <LandingIllustration title={poll.title} text={poll.text}>
        <Answers />
      </LandingIllustration>
      <LandingIllustration title={wifi.title} text={wifi.text}>
        <LostWifi />
      </LandingIllustration>
    </ul>
  );
}

/** An illustration with its words. It shows what the words say, so it is hidden from screen readers. */
function LandingIllustration({ title, text, children }: {
  title: string;
  text: string;
  children: ComponentChildren;
}) {
  return (
    <li class="stack snug">
      <div class="landing-still" inert aria-hidden="true">{children}</div>
      <h2>{title}</h2>
      <p class="quiet">{text}</p>
    </li>
  );
}

function twoGroups() {
  const names = ["A", "B"].map((letter) => groupNames.lettered({ letter }));
  return Object.values(assignGroupMarks(Object.fromEntries(
    names.map((name, order) => [name, { name, number: order + 1, order }]),
  )));
}

const now = 20 * minuteMs;

/** Indices of the students who have asked the assistant. The others have written in the chat. */
const askers = [0, 2, 4], stuck = 2, raisesHand = 3;

function studentAt(n: number): StudentOnGrid {
  const { name, words } = t.stills.board.students[n];
  const id = String(n);
  const conversation = askers.includes(n) ? "talk" : undefined;
  return {
    id,
    name,
    role: "student",
    joinedAt: 0,
    room: null,
    attention: [],
    activity: {
      lastAt: now - n * minuteMs,
      turns: conversation ? 1 + n : 0,
      conversation,
      asked: conversation && words,
      signals: n === stuck ? [{ kind: "stuck", at: now, conversation }] : [],
    },
    ...!conversation && { actedAt: now - n * minuteMs },
    ...n === raisesHand && { hand: { member: id, room: "main", at: now } },
  };
}

const noWork = {
  votes: signal(new Map()),
  written: signal(new Map()),
  running: signal(new Map()),
  lateArrivals: signal(new Map()),
  session: null,
};

function Board() {
  const { students } = t.stills.board;
  const groups = twoGroups();
  const messages = new Map(
    students.flatMap(({ words: text }, n) =>
      askers.includes(n)
        ? []
        : [[String(n), { kind: "chat", text, at: now } as const]]
    ),
  );
  const work = { ...noWork, messages: signal(messages) };
  return (
    <div class="landing-board">
      <ul class="board-tiles">
        {students.map((_, n) => (
          <StudentTile
            key={n}
            student={studentAt(n)}
            room={groups[n % 2]}
            online
            collect
            now={now}
            asks={signal(null)}
            work={work}
            isOffline={false}
            open={false}
          />
        ))}
      </ul>
    </div>
  );
}

function Answers() {
  const { question, choices } = t.stills.poll;
  const ids = ["a", "b", "c"];
  return (
    <div class="box stack tight landing-poll">
      <p class="landing-question">{question}</p>
      <AnswerBars
        question={{
          id: "q",
          kind: "single",
          text: question,
          choices: choices.map((text, n) => ({ id: ids[n], text })),
        }}
        counted={{
          answered: 28,
          counts: { a: 19, b: 6, c: 3 },
          correct: ["a"],
        }}
      />
    </div>
  );
}

/** A text written offline, which is sent when the network is back. */
function LostWifi() {
  const { message, offline, online, sent } = t.stills.wifi;
  return (
    <div class="box stack tight landing-wifi">
      <p class="landing-said">{message}</p>
      <p class="row small">
        <OfflineIcon />
        {offline}
      </p>
      <p class="row small">
        <OnlineIcon />
        {online}
      </p>
      <p class="row small landing-sent">
        <CheckIcon />
        {sent}
      </p>
    </div>
  );
}
