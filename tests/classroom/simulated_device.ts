/** A device in a simulated lesson, with the documents of its page open over unreliable links. */
import * as Y from "yjs";
import type { Identity, Member } from "../../classroom/model/members.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import { type LinkOwner, SimulatedConnection } from "../sync/simulated_link.ts";
import type { SimulatedServer } from "../sync/simulated_server.ts";
import type { SimulatedTime } from "../sync/simulated_time.ts";

export interface SimulatedSurroundings {
  readonly time: SimulatedTime;
  readonly servers: readonly SimulatedServer[];
  /** The groups' rooms; a teacher opens all of them. */
  readonly rooms: readonly string[];
  /** Violations, as they happened. */
  readonly wrong: string[];
  recordShown(document: string, doc: Y.Doc): void;
}

export class LessonDevice implements LinkOwner {
  isOn = true;
  /** Commands pushed here, in order. */
  readonly pushed: { id: string; kind: string; [field: string]: unknown }[] =
    [];
  readonly receipts = new Map<string, string>();
  readonly conversations: string[] = [];
  #open = new Map<string, SimulatedConnection>();

  constructor(readonly lesson: SimulatedSurroundings, readonly who: Identity) {
    const { session, member } = who;
    for (
      const name of [
        names.session(session),
        names.room(session, "main"),
        names.member(session, member),
      ]
    ) this.#openOne(name);
    if (who.role !== "student") this.#openOne(names.staff(session));
  }

  get time(): SimulatedTime {
    return this.lesson.time;
  }

  get servers(): readonly SimulatedServer[] {
    return this.lesson.servers;
  }

  hasOpen(open: SimulatedConnection): boolean {
    return this.#open.get(open.name) === open;
  }

  findDoc(name: string): Y.Doc | undefined {
    return this.#open.get(name)?.doc;
  }

  get names(): string[] {
    return [...this.#open.keys()];
  }

  get own(): Y.Doc {
    return this.findDoc(names.member(this.who.session, this.who.member))!;
  }

  get room(): string | null {
    const session = this.findDoc(names.session(this.who.session))!;
    return session.getMap<Member>("members").get(this.who.member)?.room ?? null;
  }

  /** A closed room or an unknown conversation is opened again later. */
  mayClose(open: SimulatedConnection, code: number): boolean {
    if (code === 1012 || code === 1013) return true;
    const [, kind] = open.name.split("/");
    const isLeft = code === 4403 && kind === "room";
    const isNotThere = code === 4404 && kind !== "session";
    if (!isLeft && !isNotThere && code !== 4429) {
      this.lesson.wrong.push(`${open.name} was closed with ${code}`);
    }
    this.#open.delete(open.name);
    // `followDocuments` opens it again.
    return false;
  }

  recordShown(open: SimulatedConnection): void {
    this.lesson.recordShown(open.name, open.doc);
    this.followDocuments();
  }

  /** Opens new documents, closes left ones, and reads receipts. */
  followDocuments(): void {
    const { session, role } = this.who;
    const isStaff = role !== "student";
    const rooms = isStaff ? this.lesson.rooms : [this.room];
    const staff = this.findDoc(names.staff(session));
    const conversations = isStaff
      ? [...staff?.getMap("conversations").keys() ?? []]
      : this.own.getMap("conversations").keys();
    for (const name of this.names) {
      const [, kind, id] = name.split("/");
      if (kind === "room" && id !== "main" && !rooms.includes(id)) {
        this.#open.get(name)?.drop();
        this.#open.delete(name);
      }
    }
    for (const room of rooms) {
      if (room !== null) this.#openOne(names.room(session, room));
    }
    for (const id of conversations) {
      this.#openOne(names.conversation(session, id));
    }
    const receipts = this.own.getMap<{ refused: string }>("receipts");
    for (const [id, { refused }] of receipts) this.receipts.set(id, refused);
  }

  pushCommand(fields: { kind: string; [field: string]: unknown }): void {
    const command = { id: newId(), ...fields };
    this.pushed.push(command);
    this.own.getArray("outbox").push([command]);
  }

  cutNetwork(): void {
    const { time } = this;
    for (const open of this.#open.values()) open.drop();
    time.schedule(time.random.below(20_000), () => this.reconnect());
  }

  reconnect(): void {
    for (const open of this.#open.values()) open.connect();
  }

  closePage(): void {
    this.isOn = false;
    for (const open of this.#open.values()) open.drop();
    this.#open.clear();
  }

  /** Whether everything was sent and received. */
  get isSettled(): boolean {
    return [...this.#open.values()].every(({ connected }) => connected) &&
      this.own.getArray("outbox").length === 0;
  }

  #openOne(name: string): void {
    if (this.#open.has(name)) return;
    const open = new SimulatedConnection(this, name, new Y.Doc());
    this.#open.set(name, open);
    open.connect();
  }
}
