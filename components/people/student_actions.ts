import { type Signal, signal } from "@preact/signals";
import { board } from "texts/monitoring_board.ts";
import { crowd } from "texts/people_crowd.ts";
import { people as t } from "texts/people.ts";
import type { ActName, ActResult } from "../../classroom/acts.ts";
import {
  type ActArguments,
  requestAct,
  type SessionApi,
} from "../client/session_api.ts";
import type { Student } from "./students.ts";
import { localPath } from "../../locales/local_path.ts";

export interface ActionNotice {
  readonly text: string;
  undo?(): unknown;
  /** An action that the teacher may want next. */
  readonly next?: { readonly label: string; act(): void };
}

export class StudentActions {
  /** Null: nothing to show. */
  readonly notice: Signal<ActionNotice | null> = signal(null);

  constructor(readonly api: SessionApi) {}

  /** Opens the page that asks before a student's data is erased, which cannot be undone. */
  erase({ id }: Student): void {
    location.assign(
      localPath(`/teacher/sessions/${this.api.session}/erase/${id}`),
    );
  }

  /** Resolves to the reason of a refusal; null: renamed. */
  async rename({ id, name }: Student, newName: string): Promise<string | null> {
    const answer = await requestAct(this.api.session, "PATCH /members/:m", {
      m: id,
      name: newName,
    });
    if (!answer.ok) {
      const { type, detail } = answer.problem;
      return type === "name-taken" ? t.taken : detail;
    }
    const storedName = answer.body.member.name;
    this.#tell(
      t.renamed({ before: name, now: storedName }),
      () => this.api.act("PATCH /members/:m", { m: id, name }),
    );
    return null;
  }

  async setMuted(student: Student, isMuted: boolean): Promise<void> {
    const { id, name } = student;
    if (!await this.#act("PATCH /members/:m", { m: id, muted: isMuted })) {
      return;
    }
    const text = isMuted ? t.wasMuted({ name }) : t.wasUnmuted({ name });
    this.#tell(text, () => this.setMuted(student, !isMuted));
  }

  /** @param room null: to no group (B-8) */
  async moveToGroup(
    student: Student,
    room: string | null,
    nameOf: (room: string) => string,
  ): Promise<void> {
    const { id, name, room: oldRoom } = student;
    if (room === oldRoom) return;
    const moves = [{ member: id, room }];
    if (!await this.api.act("POST /breakouts/moves", { moves })) {
      this.notice.value = null;
      return;
    }
    const text = room === null
      ? board.movedOut({ name })
      : board.moved({ name, group: nameOf(room) });
    this.#tell(
      text,
      () => this.moveToGroup({ ...student, room }, oldRoom, nameOf),
    );
  }

  async confirmIdentity(student: Student, into: Student): Promise<void> {
    const body = { m: student.id, member: into.id };
    if (!await this.#act("POST /members/:m/this-is", body)) return;
    const text = t.isThat({ name: student.name, into: into.name });
    this.#tell(
      text,
      () => this.undoIdentity({ ...student, joinedAs: student.name }),
    );
  }

  async undoIdentity({ id, joinedAs, name }: Student): Promise<void> {
    if (!await this.#act("POST /members/:m/this-is/undo", { m: id })) return;
    this.#tell(t.separated({ name: joinedAs ?? name }));
  }

  async remove(student: Student): Promise<void> {
    if (!await this.#act("DELETE /members/:m", { m: student.id })) return;
    const undo = () => this.readmit(student, { undo: true });
    this.#tell(t.removed({ name: student.name }), undo, {
      label: t.deleteAll({ name: student.name }),
      act: () => void this.deleteMessages(student),
    });
  }

  async deleteMessages({ id, name }: Student): Promise<void> {
    const answer = await this.#act("DELETE /members/:m/messages", { m: id });
    if (!answer) return;
    const { deleted } = answer;
    const undo = async () => {
      if (!await this.#act("POST /members/:m/messages/undo", { m: id })) return;
      this.#tell(t.allBack({ name }));
    };
    this.#tell(
      t.allDeleted({ name, count: deleted }),
      deleted > 0 ? undo : undefined,
    );
  }

  /** Removes all who joined since a time (ms), except `keep`; with `shouldDeleteMessages`, deletes their messages. */
  async removeSince(
    since: number,
    keep: readonly string[],
    shouldDeleteMessages: boolean,
  ): Promise<void> {
    const joinedSince = new Date(since).toISOString();
    const body = {
      joinedSince,
      keep,
      ...(shouldDeleteMessages && { messages: shouldDeleteMessages }),
    };
    const answer = await this.#act("POST /members/remove", body);
    if (!answer) return;
    const { members: { length }, deleted } = answer;
    const removed = crowd.removed({ count: length });
    const words = crowd.deleted({ count: deleted });
    this.#tell(
      !shouldDeleteMessages
        ? removed
        : length > 0
        ? crowd.both({ first: removed, second: words })
        : words,
      undefined,
      shouldDeleteMessages || length === 0 ? undefined : {
        label: crowd.deleteToo,
        act: () => void this.removeSince(since, keep, true),
      },
    );
  }

  /** Lets a removed student back; with `undo`, into the same group. */
  async readmit({ id, name }: Student, { undo = false } = {}): Promise<void> {
    if (!await this.#act("POST /members/:m/allow", { m: id, undo })) return;
    this.#tell(t.allowed({ name }));
  }

  #tell(text: string, undo?: () => unknown, next?: ActionNotice["next"]) {
    this.notice.value = { text, undo, next };
  }

  /** Resolves to null if refused. */
  async #act<At extends ActName>(
    actName: At,
    ...args: ActArguments<At>
  ): Promise<NonNullable<ActResult<At>> | null> {
    const answer = await this.api.act(actName, ...args);
    if (!answer) this.notice.value = null;
    return answer;
  }
}
