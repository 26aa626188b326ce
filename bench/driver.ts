/** The interface between cases and servers. */

/** A document that part of a room writes; available once its member has opened. */
export interface SharedPage {
  /** Called with every update, including the initial state. */
  onUpdate: (update: Uint8Array) => void;
  write(update: Uint8Array): void;
}

export interface BenchMember {
  /** Called with the message numbers of each received frame. */
  onSeen: (messages: readonly number[]) => void;
  onClose: () => void;
  readonly received: number;
  /** Opens what a member's page opens; resolves when everything has arrived. */
  open(): Promise<void>;
  /** The document of the member's group, if the server has one. */
  readonly page?: SharedPage;
  say(message: number): void;
  close(): void;
}

/** Further documents: one for the room, one per member, or one per group of four. */
export type ExtraDocument = "shared" | "own" | "page";

export interface Driver {
  /**
   * Makes rooms of members who are not connected yet. `besides` are the documents that each opens with the room, unless
   * the server decides that.
   */
  prepare(
    rooms: number,
    members: number,
    besides?: readonly ExtraDocument[],
  ): Promise<BenchMember[][]>;
  /** The server was restarted, perhaps at another URL. */
  setUrl(url: string): void;
}

export class Countdown {
  readonly #done = Promise.withResolvers<void>();

  constructor(private left: number) {}

  get done(): Promise<void> {
    return this.#done.promise;
  }

  readonly countDown = (): void => {
    if (--this.left === 0) this.#done.resolve();
  };

  fail(reason: string): void {
    this.#done.reject(new Error(reason));
  }
}
