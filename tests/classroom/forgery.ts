import * as Y from "yjs";
import { newId } from "../../classroom/model/ids.ts";
import { reactionEmojis } from "../../classroom/model/messages.ts";
import type { Random } from "../random.ts";
import { spoilBytes } from "../sync/forge.ts";
import type { ClassWithForger } from "./forger.ts";

type Named = Pick<
  ClassWithForger,
  "ids" | "rooms" | "answers" | "said" | "checks" | "wall" | "wishes"
>;

/** Begins a word that Mallory votes for, which must not be linked to her. */
export const forgedVotePrefix = "zqvoted";

/** A vote, valid or not. */
export function randomVote(random: Random, rig: Named): unknown {
  return random.chance(0.5)
    ? `${forgedVotePrefix}${random.below(3)}`
    : hostile(random, rig);
}

const kinds = [
  ...["ask", "ask", "retry", "stop", "share", "share", "submit", "submit"],
  ...["help", "choose-room", "choose-room", "bring-back", "say", "say"],
  ...["react", "react", "edit", "edit", "retract"],
  ...["answer", "answer", "answer", "wish", "vote"],
];
const fields = [
  ...["conversation", "message", "room", "text", "note", "on", "named"],
  ...[
    "emoji",
    "replyTo",
    "edits",
    "from",
    "template",
    "member",
    "student",
    "resource",
    "answers",
    "done",
    "wish",
    "kind",
    "id",
    "__proto__",
  ],
];

/** A value that no page sends. */
function hostile(random: Random, { ids }: Named): unknown {
  const kind = random.below(16);
  switch (kind) {
    case 0:
      return random.pick([0, -1, NaN, Infinity, 2 ** 53, 1e308]);
    case 1:
      return random.pick([null, true, false]);
    case 2:
      return random.pick(["", " ", "\u0000", "\n".repeat(50), "main"]);
    case 3:
      return random.pick(["__proto__", "constructor", "toString", "staff"]);
    case 4:
      return "\ud800".repeat(1 + random.below(3));
    case 5:
      return "光👍".repeat(random.pick([10, 1400, 5000]));
    case 6:
      return [random.pick(ids)];
    case 7:
      return { id: random.pick(ids) };
    case 8:
      return { toString: "x", valueOf: 1, length: 3 };
    case 9:
      return `${random.pick(ids)}/turns`;
    case 10:
      return `../${random.pick(ids)}`;
    case 11:
      return [[[["deep"]]]];
    case 12:
      return "<img src=x onerror=alert(1)>";
    case 13:
      return newId();
    default:
      return random.pick(ids);
  }
}

/** A command as a page sends it, with some fields spoilt. */
export function randomCommand(
  random: Random,
  rig: Named,
): Record<string, unknown> {
  const [conversation, message] = random.chance(0.6)
    ? random.pick(rig.answers)
    : [random.pick(rig.ids), random.pick(rig.ids)];
  const command: Record<string, unknown> = {
    // A forger reuses existing ids.
    id: random.chance(0.15) ? random.pick(rig.ids) : newId(),
    kind: random.pick(kinds),
    conversation,
    message,
    room: random.pick([...rig.rooms, null]),
    text: random.pick(["Why?", "And then?", "x".repeat(3999)]),
    note: random.pick(["Please", "n".repeat(150)]),
    on: random.chance(0.7),
    named: random.chance(0.5),
    emoji: random.pick(reactionEmojis),
    wish: random.pick([...rig.wishes, ...rig.ids]),
    done: random.chance(0.3),
  };
  const { id, question, choices, isAnonymous } = random.pick(rig.checks);
  command.resource = command.kind === "answer" ? id : rig.wall;
  command.answers = {
    [question]: isAnonymous ? "quiet" : [random.pick([...choices, newId()])],
    ...(random.chance(0.1) && { [random.pick(rig.ids)]: hostile(random, rig) }),
  };
  const isAboutSaid = /^(react|edit|retract)$/.test(String(command.kind));
  if (isAboutSaid && random.chance(0.7)) {
    [command.room, command.message] = random.pick(rig.said);
  }
  const needed: Record<string, string[]> = {
    ask: ["conversation", "text"],
    retry: ["conversation", "message"],
    stop: ["conversation"],
    share: ["conversation", "message", "room"],
    submit: ["conversation", "message", "note"],
    help: ["on", "note"],
    "choose-room": ["room"],
    "bring-back": ["room", "message", "on"],
    say: ["room", "text"],
    react: ["room", "message", "emoji", "on"],
    edit: ["room", "message", "text"],
    retract: ["room", "message"],
    answer: ["resource", "answers", "done"],
    wish: ["resource", "text"],
    vote: ["resource", "wish", "on"],
  };
  const kept = new Set(["id", "kind", ...needed[String(command.kind)]]);
  for (const field of Object.keys(command)) {
    if (!kept.has(field)) delete command[field];
  }
  for (let n = random.pick([0, 0, 1, 1, 2]); n > 0; n--) {
    const field = random.pick(fields);
    if (random.chance(0.2)) delete command[field];
    else command[field] = hostile(random, rig);
  }
  return command;
}

/** A client's write into a document that only the server writes. */
export function forgeServerWrite(
  doc: Y.Doc,
  random: Random,
): Uint8Array<ArrayBuffer> {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  const before = Y.encodeStateVector(copy);
  const turns = copy.getArray<Y.Map<unknown>>("turns");
  const turn = turns.length > 0
    ? turns.get(random.below(turns.length))
    : undefined;
  const text = turn?.get("text") as Y.Text | undefined;
  const messages = copy.getArray("messages");
  const ways = [
    () => text?.insert(0, "forged "),
    () => text?.delete(0, Math.min(3, text.length)),
    () => turn?.set("state", "done"),
    () => turns.delete(0, turns.length),
    () => turns.push([new Y.Map([["id", newId()], ["role", "user"]])]),
    () => copy.getMap("info").set("member", "mallory"),
    () => messages.push([{ id: newId(), from: "lin", text: "forged" }]),
    () => messages.delete(0, messages.length),
    () => copy.getMap("marks").set(newId(), {}),
    () => copy.getMap("submissions").set(newId(), { grade: "A" }),
    () => copy.getMap("members").set("mallory", { role: "teacher" }),
    () => copy.getArray("resources").push([{ id: newId(), kind: "quiz" }]),
    () => {
      const resources = copy.getArray("resources");
      resources.delete(0, Math.min(1, resources.length));
    },
    () => copy.getMap("wishes").set(newId(), { text: "forged" }),
    () => copy.getMap("wishVotes").set(newId(), 5),
    () => copy.getMap("answers").set("forged", true),
  ];
  random.pick(ways)();
  random.pick(ways)();
  const update = Y.encodeStateAsUpdate(copy, before);
  return random.chance(0.3)
    ? spoilBytes(update as Uint8Array<ArrayBuffer>, update, random)
    : update as Uint8Array<ArrayBuffer>;
}
