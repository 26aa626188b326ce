/** What the cases need of a server: places in rooms, from which one speaks and hears. */

/** A document that some of a room write together; it is there once its member has opened theirs. */
export interface Page {
  /** Is told every update that reaches this member, what was there before first. */
  onUpdate: (update: Uint8Array) => void;
  write(update: Uint8Array): void;
}

/** One member of a room. */
export interface Seat {
  /** Is told the numbers of the messages in every frame that reaches this member. */
  onSeen: (messages: readonly number[]) => void;
  onClose: () => void;
  /** Bytes that have come in since it was opened. */
  readonly received: number;
  /** Opens what a member's page opens; resolves when all of it has come. */
  open(): Promise<void>;
  /** What they write with the others of their group, where there is such a thing. */
  readonly page?: Page;
  /** Says the message with this number; it does not wait. */
  say(message: number): void;
  close(): void;
}

/** A document besides the room's: one of all who are in the room, of each alone, or of four who write it together. */
export type Besides = "shared" | "own" | "page";

/** Makes the places at one kind of server. */
export interface Driver {
  /**
   * Makes rooms with so many members each; nobody is connected yet. `besides` is what each opens with the room, where
   * the server does not say that itself.
   */
  prepare(
    rooms: number,
    members: number,
    besides?: readonly Besides[],
  ): Promise<Seat[][]>;
  /** Says that the server was started anew, perhaps elsewhere. */
  moved(url: string): void;
}

/** A promise and what settles it once so many things have happened. */
export class Countdown {
  readonly #done = Promise.withResolvers<void>();

  constructor(private left: number) {}

  get done(): Promise<void> {
    return this.#done.promise;
  }

  readonly one = (): void => {
    if (--this.left === 0) this.#done.resolve();
  };

  fail(why: string): void {
    this.#done.reject(new Error(why));
  }
}
