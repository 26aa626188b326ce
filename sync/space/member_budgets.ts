/**
 * Members' budgets, over all of their devices (SYNC-12). They live as long as the space is loaded, so reconnecting or
 * more sockets renew nothing.
 */
import type { Allowance } from "../authority.ts";
import { limits } from "../limits.ts";
import { TokenBucket } from "../token_bucket.ts";

export class MemberBudget {
  readonly commands: TokenBucket;
  /** Bytes of answers. Further answers are delayed, because a stock client that is cut off would not come back. */
  readonly answers: TokenBucket;
  readonly requests: TokenBucket;
  #signaling?: SignalingBudgets;
  #ignoredBytes?: TokenBucket;
  /** Bytes of updates, and their cost in bytes. */
  #bytes: TokenBucket;
  #heldBytes = 0;

  constructor(readonly clock: () => number) {
    const budget = (perSecond: number, burst: number) =>
      new TokenBucket(perSecond, burst, clock);
    this.commands = budget(limits.commandsPerSecond, limits.commandsBurst);
    this.answers = budget(limits.answersPerSecond, limits.answersBurst);
    this.requests = budget(limits.personAsksPerSecond, limits.personAsksBurst);
    this.#bytes = budget(limits.bytesPerSecond, limits.bytesBurst);
  }

  get signals(): SignalingBudgets {
    return this.#signaling ??= signalingBudgets(this.clock);
  }

  /** Budget for bytes that are ignored, wholly or mostly. */
  get ignoredBytes(): TokenBucket {
    const { personUnreadPerMinute } = limits;
    return this.#ignoredBytes ??= new TokenBucket(
      personUnreadPerMinute / 60,
      personUnreadPerMinute,
      this.clock,
    );
  }

  get isInDebt(): boolean {
    return this.#bytes.msUntil(0) > limits.debt;
  }

  /** Counts an update that waits; false if too many bytes wait. */
  hold(update: Uint8Array): boolean {
    this.#heldBytes += weightOf(update);
    return this.#heldBytes <= limits.ownDocument + limits.buffered;
  }

  release(update: Uint8Array): void {
    this.#heldBytes -= weightOf(update);
  }

  /** Takes the bytes of an update and returns 0, or returns the ms until they are available. */
  admit(update: Uint8Array): number {
    const wait = this.#bytes.msUntil(weightOf(update));
    if (wait === 0) this.#bytes.spend(weightOf(update));
    return wait;
  }

  /** Charges steps of work as bytes, even if they are not available. */
  charge(steps: number): void {
    this.#bytes.spend(steps / limits.stepsPerByte);
  }
}

interface SignalingBudgets {
  /** Budget for `enter`, `state` and `leave`. */
  readonly roomRequests: TokenBucket;
  /** Budget for `tell`; further ones are dropped. */
  readonly tells: TokenBucket;
  /** Budget for all messages; further ones end the connection. */
  readonly allMessages: TokenBucket;
}

function signalingBudgets(clock: () => number): SignalingBudgets {
  const { signalsPerSecond, signalsBurst, signalsFlood } = limits;
  const budget = (times: number) =>
    new TokenBucket(times * signalsPerSecond, times * signalsBurst, clock);
  return {
    roomRequests: budget(1),
    tells: budget(1),
    allMessages: budget(signalsFlood),
  };
}

export class MemberBudgets {
  #members = new Map<string, MemberBudget>();
  #allowances = new Map<string, TokenBucket>();

  constructor(readonly clock: () => number) {}

  /** The budget of a member, by their document or the key of their sockets. */
  budgetOf(member: string): MemberBudget {
    return this.#members.getOrInsertComputed(
      member,
      () => new MemberBudget(this.clock),
    );
  }

  bucketOf({ key, perSecond, burst }: Allowance): TokenBucket {
    return this.#allowances.getOrInsertComputed(
      key,
      () => new TokenBucket(perSecond, burst, this.clock),
    );
  }
}

/** The weight of an update: even the smallest is kept, queued and inspected. */
const weightOf = ({ length }: Uint8Array) =>
  Math.max(length, limits.updateLeast);
