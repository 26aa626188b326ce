/**
 * What `ask`, `retry` and `stop` do (A-1, S3). Writes `<s>/conversation/<c>` (`info`, `turns`), the entry in
 * `conversations` of `<s>/member/<m>`, and of `<s>/staff`: `usage`, `students` and `conversations`; the last
 * two tell of what was asked only while collection is on (A2).
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import { requireActiveMember } from "../acting.ts";
import { info } from "../layout.ts";
import { countsAs, isSameSeat, membersOf } from "../people/persons.ts";
import { type AnswerClaim, keys } from "../sessions/session_keys.ts";
import type {
  Asking,
  AssistantLimits,
  AssistantUsage,
  ClassUsage,
} from "../schema/assistant.ts";
import { bounds } from "../schema/bounds.ts";
import type { ConversationCommand } from "../schema/commands.ts";
import type {
  ConversationEntry,
  Failure,
  StaffConversation,
  TurnState,
} from "../schema/conversations.ts";
import { newId } from "../schema/ids.ts";
import type { Member } from "../schema/members.ts";
import { slotLength, type StudentActivity } from "../schema/monitoring.ts";
import { assistantSettings } from "../sessions/session_changes.ts";
import { signalsOf } from "../monitoring/signals.ts";
import {
  answersTo,
  closeTurn,
  contextOf,
  findTurn,
  newTurn,
  ownerOf,
  stateOf,
  textOf,
  titleOf,
  type TurnMap,
  turnsOf,
} from "./turns.ts";
import type { Spending } from "./spending.ts";
import {
  askingOf,
  charge,
  classLimits,
  classUsageOf,
  estimateTokens,
  setClassUsage,
  takeClassPrompt,
  takePrompt,
  tokensOfRemoved,
  usageOf,
  usedBy,
} from "./usage.ts";

/** An answer that is to be given. */
export interface Task {
  session: string;
  conversation: string;
  /** Who asks. */
  member: string;
  /** The turn that the answer goes into, and the prompt that it answers. */
  turn: string;
  prompt: string;
  /** The command's id, under which its cost is held. */
  command: string;
  /** What the model is given, in tokens as estimated. */
  prompts: number;
}

/** Whoever gives the answers; told only of what is stored. */
export interface Answering {
  /** Which instance of the server this is. */
  readonly instance: string;
  /** What is written beside its answers. */
  readonly model: string;
  /** What it may cost whoever runs the server. */
  readonly spending: Spending;
  begin(task: Task): void;
  /** The student does not want the rest. */
  stop(session: string, conversation: string): void;
}

/** The documents that a command about a conversation changes. */
export interface Place {
  tx: Tx;
  /** The session's id, whose command it is, and in whose own document they keep what is theirs (J-2). */
  s: string;
  member: string;
  seat: string;
  /** The documents. */
  session: Y.Doc;
  staff: Y.Doc;
  own: Y.Doc;
  conversation: Y.Doc;
  answering: Answering;
}

type Command<K extends ConversationCommand["kind"]> =
  & { id: string }
  & Extract<ConversationCommand, { kind: K }>;

/** `conversations` of a member's own document. */
export function conversationsOf(own: Y.Doc): Y.Map<ConversationEntry> {
  return own.getMap<ConversationEntry>("conversations");
}

/** `conversations` of the staff's document: those that the teacher may read. */
export function staffConversations(staff: Y.Doc): Y.Map<StaffConversation> {
  return staff.getMap<StaffConversation>("conversations");
}

/** `students` of the staff's document. */
export function studentsOf(staff: Y.Doc): Y.Map<StudentActivity> {
  return staff.getMap<StudentActivity>("students");
}

/** Asks something: a turn with the prompt, one for the answer, and somebody who writes it. */
export function ask(at: Place, command: Command<"ask">): void {
  const { conversation, seat, tx } = at;
  const owner = ownerOf(conversation);
  if (owner !== undefined && !isTheirs(at)) throw conflict();
  if (findTurn(conversation, command.id)) return;
  const asking = requireAsker(at);
  const text = command.text.trim();
  if (text === "") {
    throw new Refusal("empty", "There are no words in the question.");
  }
  if (text.length > bounds.prompt) {
    throw new Refusal(
      "too-long",
      `A question has at most ${bounds.prompt} characters; this one has ${text.length}.`,
    );
  }
  requireSpace(conversation);
  const before = contextOf(conversation, command.id);
  const cost = take(at, asking, [...before.map((it) => it.text), text]);
  const { usage } = cost;
  if (owner === undefined) {
    if (cost.conversations >= bounds.conversations) {
      throw new Refusal(
        "too-often",
        `One can have ${bounds.conversations} conversations in a class. Please go on in one of them.`,
      );
    }
    usage.conversations++;
  }
  hold(at, command, cost);
  if (owner === undefined) {
    const fields = conversation.getMap("info");
    fields.set("member", seat);
    fields.set("title", titleOf(text, bounds.title));
    if (command.template) fields.set("template", command.template);
  }
  const prompts = turnsOf(conversation).toArray()
    .filter((turn) => turn.get("role") === "user")
    .slice(-5).map((turn) => textOf(turn).toString());
  turnsOf(conversation).push([newTurn({
    id: command.id,
    role: "user",
    text,
    at: tx.now,
    state: "done",
  })]);
  begin(at, command, { turn: newId(), prompt: command.id, cost });
  tell(at, asking, command.conversation);
  if (asking.role === "student") {
    follow(at, command.conversation, {
      text,
      message: command.id,
      before: prompts,
    });
  }
  // The words stand in the conversation; what else is written is short.
  tx.weigh(2000);
}

/** Asks the same again: one more answer to the prompt; the ones before stay. */
export function retry(at: Place, command: Command<"retry">): void {
  const { conversation } = at;
  if (!isTheirs(at)) throw notThere();
  if (findTurn(conversation, command.id)) return;
  const asking = requireAsker(at);
  const answered = findTurn(conversation, command.message);
  const prompt = answered?.get("prompt");
  if (typeof prompt !== "string") throw notThere();
  const answers = answersTo(conversation, prompt);
  if (answers.some(({ turn }) => stateOf(turn) === "streaming")) {
    throw new Refusal("conflict", "The answer is still being written.");
  }
  requireSpace(conversation);
  const context = contextOf(conversation, prompt);
  const cost = take(at, asking, context.map(({ text }) => text));
  hold(at, command, cost);

  const after = (answers.at(-1)?.at ?? -1) + 1;
  begin(at, command, { turn: command.id, prompt, cost }, after);
  tell(at, asking, command.conversation);
  if (asking.role === "student") follow(at, command.conversation, null);
  at.tx.weigh(2000);
}

/** Ends what is being written in a conversation; what has come of it stays. */
export function stop(at: Place, command: Command<"stop">): void {
  const { conversation, member, s, tx, staff } = at;
  if (!isTheirs(at)) throw notThere();
  for (const turn of turnsOf(conversation)) {
    if (stateOf(turn) === "streaming") {
      end(tx, s, staff, member, turn, "stopped");
    }
  }
  for (const id of membersOf(at.session, member)) answered(staff, id);
  tx.after(() => at.answering.stop(s, command.conversation));
}

/**
 * Ends an answer, whoever does: the student by **Stop**, the model by its last word, the server because it
 * failed. Its claim goes, what it cost is counted, nobody waits for it any more.
 *
 * @param took how many tokens that was; without it, what is estimated from the words
 */
export function end(
  tx: Tx,
  s: string,
  staff: Y.Doc,
  member: string,
  turn: TurnMap,
  state: Exclude<TurnState, "streaming">,
  failure?: Failure,
  took?: number,
): void {
  const id = String(turn.get("id"));
  const prompts = askingOf(staff).get(id)?.prompts ?? 0;
  const estimate = prompts + estimateTokens(textOf(turn).toString());
  charge(staff, { member, turn: id, took: took ?? estimate });
  closeTurn(turn, state, failure);
  answered(staff, member);
  tx.fact({ key: keys.answering(s, id), delete: true });
}

/** The first words of an answer are there: the student does not wait any more. */
export function answered(staff: Y.Doc, member: string): void {
  const students = studentsOf(staff);
  const activity = students.get(member);
  if (activity?.askedAt === undefined) return;
  const { askedAt: _, ...rest } = activity;
  const signals = rest.signals.filter(({ kind }) => kind !== "waiting");
  students.set(member, { ...rest, signals });
}

/** Puts the turn for the answer in its place; this instance claims it in the same commit. */
function begin(
  { answering, conversation, member, seat, s, staff, tx }: Place,
  command: { id: string; conversation: string },
  { turn, prompt, cost }: { turn: string; prompt: string; cost: Cost },
  place = turnsOf(conversation).length,
): void {
  turnsOf(conversation).insert(place, [newTurn({
    id: turn,
    role: "assistant",
    text: "",
    at: tx.now,
    state: "streaming",
    model: answering.model,
    prompt,
  })]);
  const { prompts, held } = cost;
  askingOf(staff).set(turn, { member: seat, prompts, held });
  const claim: AnswerClaim = {
    instance: answering.instance,
    conversation: command.conversation,
  };
  tx.fact({ key: keys.answering(s, turn), value: claim });
  const task: Task = {
    session: s,
    conversation: command.conversation,
    member,
    turn,
    prompt,
    command: command.id,
    prompts,
  };
  tx.after(() => {
    answering.spending.confirm(task.command);
    answering.begin(task);
  });
}

/** What one asks for oneself while a class runs, and more; each question costs, whoever asks. */
const forTeachers: AssistantLimits = { perMinute: 20, tokens: null };

const unlimited: AssistantLimits = { perMinute: null, tokens: null };

/** What a question costs: the usage with it, and what is set aside for it. */
interface Cost extends Omit<Asking, "member"> {
  usage: AssistantUsage;
  /** How many conversations those have whose use counts. */
  conversations: number;
  ofClass: ClassUsage;
}

/** Counts a prompt. Refuses past the limits: for students those that the teacher has set, and for all the class's. */
function take(at: Place, asking: Member, texts: readonly string[]): Cost {
  const { staff, answering: { spending }, tx: { now } } = at;
  const { prompt, limits: set } = assistantSettings(staff);
  const limits = asking.role === "student" ? set : forTeachers;
  const prompts = [prompt, ...texts].reduce(
    (sum, it) => sum + estimateTokens(it),
    0,
  );
  const held = prompts + spending.limits.answer;
  const isMine = countsAs(at.session, at.seat);
  const used = usedBy(staff, isMine);
  // Theirs alone is written down; by no limit, for what counts was asked of all of it.
  const own = usageOf(staff).get(at.seat);
  const { perMinute, tokens } = classLimits(set, spending.limits.class);
  const most = {
    perMinute,
    tokens: tokens + tokensOfRemoved(at.session, staff),
  };
  const all = [...askingOf(staff).values()];
  const mine = all.filter((it) => isMine(it.member));
  const sum = (asides: Asking[]) =>
    asides.reduce((sum, it) => sum + it.held, 0);
  takePrompt(used, limits, sum(mine), now);
  return {
    prompts,
    held,
    usage: takePrompt(own, unlimited, 0, now),
    conversations: used.conversations,
    ofClass: takeClassPrompt(classUsageOf(staff), most, sum(all), now),
  };
}

/** Sets aside what a question may cost, or refuses it where the server has no more; the last thing that may refuse. */
function hold(
  { staff, member, seat, s, answering }: Place,
  { id }: { id: string },
  { held: tokens, usage, ofClass }: Cost,
): void {
  answering.spending.reserve(id, { session: s, member, tokens });
  usageOf(staff).set(seat, usage);
  setClassUsage(staff, ofClass);
}

/** Writes where the conversation is found: by its owner, and while collection is on by the teacher. */
function tell(at: Place, asking: Member, c: string): void {
  const title = String(at.conversation.getMap("info").get("title"));
  const { now } = at.tx;
  const opened = Number(turnsOf(at.conversation).get(0).get("at"));
  const entry: ConversationEntry = { title, at: opened, lastAt: now };
  conversationsOf(at.own).set(c, entry);
  if (asking.role !== "student" || !info(at.session, "collect")) return;
  const member = ownerOf(at.conversation) ?? at.seat;
  staffConversations(at.staff).set(c, { member, ...entry });
}

/** Writes what the teacher's board shows of a student; with collection off only that something was asked. */
function follow(
  at: Place,
  conversation: string,
  asked: { text: string; message: string; before: string[] } | null,
): void {
  const students = studentsOf(at.staff);
  const before = students.get(at.member);
  const { now } = at.tx;
  const turns = (before?.turns ?? 0) + 1;
  const slot = Math.floor((now - info(at.session, "startsAt")) / slotLength);
  const slots = { ...before?.slots };
  slots[slot] = (slots[slot] ?? 0) + 1;
  if (!info(at.session, "collect")) {
    students.set(at.member, { lastAt: now, turns, slots, signals: [] });
    return;
  }
  const signals = asked
    ? signalsOf({ ...asked, conversation, at: now }, before?.signals)
    : (before?.signals ?? []).filter(({ kind }) => kind !== "idle");
  students.set(at.member, {
    lastAt: now,
    turns,
    slots,
    conversation,
    askedAt: now,
    signals,
  });
}

/** Whether a conversation is theirs whose command it is, or of a member that was merged into them (J-7). */
function isTheirs({ session, conversation, seat }: Place): boolean {
  const owner = ownerOf(conversation);
  return owner !== undefined && isSameSeat(session, owner, seat);
}

/** Whether somebody may ask anything, now. */
function requireAsker({ session, member: id, tx }: Place): Member {
  const member = requireActiveMember(session, id, tx.now);
  // **Eyes on me** lets an answer that is being written come to its end, and no new one begin (S-12).
  const paused = info(session, "assistantPaused") || info(session, "eyesOnMe");
  if (member.role === "student" && paused) {
    throw new Refusal(
      "assistant-paused",
      "The teacher has paused the assistant.",
    );
  }
  return member;
}

/** A conversation is one document, which whoever looks at it loads whole. */
function requireSpace(conversation: Y.Doc): void {
  const turns = turnsOf(conversation).toArray();
  const length = turns.reduce((sum, turn) => sum + textOf(turn).length, 0);
  if (turns.length < bounds.turns && length < bounds.conversation) return;
  throw new Refusal(
    "too-long",
    "This conversation has become too long. Please start a new one.",
  );
}

function conflict(): Refusal {
  return new Refusal("conflict", "Another conversation has this id.");
}

function notThere(): Refusal {
  return new Refusal("not-found", "This is not there, or not yours.");
}
