/**
 * The lesson of the demonstration: scripted moments with some randomness, repeated until the end. Visitors act in the
 * class too, so a refused moment is skipped.
 */
import { newId } from "../../classroom/model/ids.ts";
import { questionRules } from "../../classroom/model/questions/question_rules.ts";
import type { PublicQuestion } from "../../classroom/model/resources/questions.ts";
import {
  type RandomSource,
  shuffle,
} from "../../classroom/model/seeded_random.ts";
import type { DemoPerson } from "./person.ts";
import { demoTexts } from "./demo_texts.ts";

const seconds = (count: number) => count * 1000;
/** Questions to the assistant before a student begins a new conversation. */
const questionsOfConversation = 5;
const offlineFor = seconds(15);

const pause = (ms: number) => new Promise<void>((go) => setTimeout(go, ms));
const isChinese = (text: string) => /\p{Script=Han}/u.test(text);

interface Shared {
  readonly id: string;
  readonly questions: readonly PublicQuestion[];
}

export class Lesson {
  /** The open conversation of each member, and its number of questions. */
  readonly #conversations = new Map<
    string,
    { id: string; questionCount: number }
  >();
  readonly #queues = new Map<readonly string[], string[]>();
  #quiz = "";
  #latest = "";

  /**
   * @param visitors students played by visitors: they only talk and ask the assistant
   * @param report called with a moment's error; the next one follows
   */
  constructor(
    readonly teacher: DemoPerson,
    readonly students: readonly DemoPerson[],
    readonly visitors: ReadonlySet<DemoPerson>,
    readonly random: RandomSource,
    readonly report: (error: unknown) => void,
  ) {}

  get #path(): string {
    return `/api/sessions/${this.teacher.session}`;
  }

  /** Prepares the lesson and plays its first minutes at once, so that no visitor sees an empty class. */
  async begin(): Promise<void> {
    const { teacher } = this;
    await teacher.request("PATCH", this.#path, {
      prompt: demoTexts.instructions,
    });
    const { template } = await teacher.request(
      "POST",
      "/api/templates",
      demoTexts.template,
    );
    await this.#share({ template: template.id });
    const { quiz } = await teacher.request(
      "POST",
      "/api/quizzes",
      demoTexts.quiz,
    );
    this.#quiz = quiz.id;
    teacher.command({ kind: "say", room: "main", text: demoTexts.welcome });
    for (const visitor of this.visitors) {
      this.#ask(visitor, demoTexts.firstQuestion[visitorLanguage(visitor)]);
    }
    // Everyone, so that every tile has words.
    for (const student of this.students) {
      if (this.visitors.has(student)) continue;
      this.#ask(student, this.#next(demoTexts.questions, student));
    }
    await this.#talk(demoTexts.greetings, 8, 300);
  }

  /** Marks the main room as read, so that a page opened now follows new messages. */
  markRead(who: DemoPerson): void {
    if (this.#latest) who.markRead("main", this.#latest);
  }

  async run(): Promise<never> {
    void this.#keepAsking();
    const moments = [
      () => this.#talk(demoTexts.ideas, 2),
      () => this.#hands(),
      () => this.#poll(),
      () => this.#loseNetwork(),
      () => this.#isStuck(),
      () => this.#groups(),
      () => this.#talk(demoTexts.ideas, 4),
      () => this.#giveQuiz(),
      () => this.#talk(demoTexts.farewells, 5),
    ];
    for (;;) {
      for (const moment of moments) {
        await moment().catch((error) => {
          this.report(error);
          return pause(seconds(2));
        });
      }
    }
  }

  async #keepAsking(): Promise<never> {
    for (;;) {
      await pause(seconds(4 + this.random() * 4));
      const who = this.#anybody();
      this.#ask(who, this.#next(demoTexts.questions, who));
    }
  }

  async #isStuck(): Promise<void> {
    const [stuckStudent, offTaskStudent] = this.#some(2);
    for (let count = 0; count < 3; count++) {
      this.#ask(stuckStudent, this.#next(demoTexts.stuck, stuckStudent), true);
      await this.#talk(demoTexts.ideas, 1);
    }
    this.#ask(offTaskStudent, this.#next(demoTexts.offTask, offTaskStudent));
  }

  async #hands(): Promise<void> {
    const [first, second] = this.#some(2);
    for (const who of [first, second]) {
      const note = this.#next(demoTexts.helpNotes, who);
      who.command({ kind: "help", on: true, note });
      await this.#talk(demoTexts.ideas, 1);
    }
    void pause(seconds(20)).then(async () => {
      await this.teacher.request(
        "DELETE",
        `${this.#path}/help/${first.member}`,
      );
      this.#say(this.teacher, demoTexts.answered(first.name));
      await pause(seconds(15));
      second.command({ kind: "help", on: false });
    }).catch(this.report);
  }

  #poll(): Promise<void> {
    return this.#check(demoTexts.poll.said, { poll: demoTexts.poll.asked }, {
      shares: [demoTexts.poll.share],
      within: 16,
      talk: [7, 3],
    });
  }

  #giveQuiz(): Promise<void> {
    return this.#check(demoTexts.quizSaid, { quiz: this.#quiz, pace: "own" }, {
      shares: demoTexts.quizAnswers.shares,
      within: 24,
      talk: [9, 5],
    });
  }

  /**
   * Runs a poll or a quiz: announcement, answers one by one, results.
   *
   * @param within seconds for all answers
   * @param talk number of messages meanwhile, and about the results
   */
  async #check(
    text: string,
    body: Record<string, unknown>,
    { shares, within, talk: [messagesDuring, messagesAfter] }: {
      shares: readonly number[];
      within: number;
      talk: [number, number];
    },
  ): Promise<void> {
    this.#say(this.teacher, text);
    const check = await this.#share(body);
    await Promise.all([
      this.#answers(check, shares, within),
      this.#talk(demoTexts.votes, messagesDuring),
    ]);
    await this.#showResults(check);
    await this.#talk(demoTexts.surprises, messagesAfter);
    await this.#takeBack(check);
  }

  async #groups(): Promise<void> {
    const { teacher } = this;
    const breakouts = `${this.#path}/breakouts`;
    this.#say(teacher, demoTexts.groups.said);
    const { rooms } = await teacher.request("GET", breakouts);
    if (rooms.length === 0) {
      await teacher.request("POST", `${breakouts}/groups`, { of: 4 });
    } else {
      await teacher.request("POST", `${breakouts}/distribute`, {
        how: "new-partners",
      });
      await teacher.request("POST", `${breakouts}/start`, {});
    }
    await teacher.request("PATCH", breakouts, {
      instructions: demoTexts.groups.instructions,
      minutes: 2,
    });
    await this.#talk(demoTexts.groups.talk, 26, seconds(1));
    await teacher.request("POST", `${breakouts}/broadcast`, {
      text: demoTexts.groups.broadcast,
    });
    for (const who of this.#some(3)) {
      const { room } = who;
      if (room === "main") continue;
      const text = this.#next(demoTexts.groups.results, who);
      const message = who.command({ kind: "say", room, text });
      who.command({ kind: "bring-back", room, message, on: true });
    }
    await this.#talk(demoTexts.groups.talk, 12, seconds(1));
    await teacher.request("POST", `${breakouts}/bring-back`, {});
    await teacher.request("POST", `${breakouts}/stop`, { grace: 0 });
  }

  async #loseNetwork(): Promise<void> {
    for (const who of this.#some(2)) {
      who.goOffline();
      void pause(offlineFor / 2).then(async () => {
        const text = this.#next(demoTexts.offline, who);
        who.command({ kind: "say", room: who.room, text });
        await pause(offlineFor / 2);
        who.goOnline();
      });
    }
    await this.#talk(demoTexts.ideas, 3);
  }

  async #talk(
    lines: readonly string[],
    count: number,
    every = seconds(2),
  ): Promise<void> {
    for (let index = 0; index < count; index++) {
      const text = this.#next(lines);
      this.#say(this.#anybody(isChinese(text)), text);
      if (this.random() < 0.4 && this.#latest) {
        this.#anybody().command({
          kind: "react",
          room: "main",
          message: this.#latest,
          emoji: this.#pick(["👍", "❤️", "😂", "😮", "🎉"]),
          on: true,
        });
      }
      await pause(every * (0.6 + this.random() * 0.8));
    }
  }

  #say(who: DemoPerson, text: string): void {
    const room = who === this.teacher ? "main" : who.room;
    who.showTyping(room);
    void pause(500 + Math.min(1500, text.length * 20)).then(() => {
      who.showTyping(null);
      const id = who.command({ kind: "say", room, text });
      if (room === "main") this.#latest = id;
    });
  }

  /** Asks the assistant; `isFollowUp`: always in the same conversation. */
  #ask(who: DemoPerson, text: string, isFollowUp = false): void {
    const lastConversation = this.#conversations.get(who.member);
    const isContinued = lastConversation &&
      (isFollowUp || lastConversation.questionCount < questionsOfConversation);
    const conversation = isContinued
      ? lastConversation
      : { id: newId(), questionCount: 0 };
    conversation.questionCount++;
    this.#conversations.set(who.member, conversation);
    who.command({ kind: "ask", conversation: conversation.id, text });
  }

  /** Everyone except visitors answers. `shares`: the fraction that gives the first answer, per question. */
  async #answers(
    { id, questions }: Shared,
    shares: readonly number[],
    within: number,
  ): Promise<void> {
    const students = shuffle(this.students, this.random)
      .filter((who) => !this.visitors.has(who));
    for (const who of students) {
      const answers = Object.fromEntries(
        questions.map((question, index) => [
          question.id,
          this.#answer(question, this.random() < shares[index], index),
        ]),
      );
      who.command({ kind: "answer", resource: id, answers, done: true });
      await pause(seconds(within) / students.length * (0.5 + this.random()));
    }
  }

  #answer(
    { kind, choices = [] }: PublicQuestion,
    isRight: boolean,
    index: number,
  ): string[] | string | number {
    if (questionRules[kind].isOpen) {
      const [right, ...wrong] = demoTexts.quizAnswers.given[index];
      return isRight ? right : this.#pick(wrong);
    }
    const [right, ...wrong] = choices.map((choice) => choice.id);
    return [isRight ? right : this.#pick(wrong)];
  }

  async #share(body: Record<string, unknown>): Promise<Shared> {
    const path = `${this.#path}/resources`;
    return (await this.teacher.request("POST", path, body)).resource;
  }

  async #showResults({ id }: Shared): Promise<void> {
    const path = `${this.#path}/resources/${id}`;
    await this.teacher.request("PATCH", path, { showResults: true });
  }

  /**
   * Waits, so that everyone sees the results, then removes the check, because a class can hold only a limited number.
   */
  async #takeBack({ id }: Shared): Promise<void> {
    await pause(seconds(6));
    await this.teacher.request("DELETE", `${this.#path}/resources/${id}`);
  }

  /** A random online student; `hasChineseName`: with or without a Chinese name. Any student if none fits. */
  #anybody(hasChineseName?: boolean): DemoPerson {
    const online = this.students.filter((who) => who.isOnline);
    const fit = online.filter((who) =>
      hasChineseName === undefined || isChinese(who.name) === hasChineseName
    );
    return this.#pick(fit.length > 0 ? fit : this.students);
  }

  #some(count: number): DemoPerson[] {
    const students = this.students.filter((who) =>
      who.isOnline && !this.visitors.has(who)
    );
    return shuffle(students, this.random).slice(0, count);
  }

  /** A random line, in the person's language if given. A line repeats only once all that fit were used. */
  #next(lines: readonly string[], who?: DemoPerson): string {
    let queue = this.#queues.get(lines);
    if (!queue?.length) {
      queue = shuffle(lines, this.random);
      this.#queues.set(lines, queue);
    }
    const fits = (line: string) =>
      !who || isChinese(line) === isChinese(who.name);
    const index = queue.findIndex(fits);
    if (index >= 0) return queue.splice(index, 1)[0];
    return this.#pick(lines.filter(fits));
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)];
  }
}

function visitorLanguage({ name }: DemoPerson): "en" | "zh" {
  return isChinese(name) ? "zh" : "en";
}
