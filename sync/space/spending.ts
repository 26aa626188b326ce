/**
 * What each member may still spend, all their devices together (S12). It lives as long as the space is loaded, so
 * neither reconnecting nor more sockets renew anything.
 */
import type { Allowance } from "../authority.ts";
import { limits } from "../limits.ts";
import { TokenBucket } from "../token_bucket.ts";

/** What one member may still send, and be answered. */
export class MemberBudget {
  readonly commands: TokenBucket;
  /** In bytes. Over it answers come later, for the stock client would not come back from being cut off. */
  readonly answers: TokenBucket;
  /** Requests for state or presence. */
  readonly asks: TokenBucket;
  /** Few classes have peer rooms. */
  #signals?: SignalBudgets;
  #unread?: TokenBucket;
  /** Bytes of updates, and what these cost beyond their bytes. */
  #bytes: TokenBucket;
  /** How many bytes of updates wait for that. */
  #held = 0;

  constructor(readonly clock: () => number) {
    const budget = (perSecond: number, burst: number) =>
      new TokenBucket(perSecond, burst, clock);
    this.commands = budget(limits.commandsPerSecond, limits.commandsBurst);
    this.answers = budget(limits.answersPerSecond, limits.answersBurst);
    this.asks = budget(limits.personAsksPerSecond, limits.personAsksBurst);
    this.#bytes = budget(limits.bytesPerSecond, limits.bytesBurst);
  }

  /** What one person may still say in peer rooms. */
  get signals(): SignalBudgets {
    return this.#signals ??= signalBudgets(this.clock);
  }

  /** Bytes that are only looked at. */
  get unread(): TokenBucket {
    const { personUnreadPerMinute: most } = limits;
    return this.#unread ??= new TokenBucket(most / 60, most, this.clock);
  }

  /** Whether the member has to wait so long for bytes spent already that they are to be cut off. */
  get inDebt(): boolean {
    return this.#bytes.wait(0) > limits.debt;
  }

  /** Counts an update that waits for its bytes; false: more wait than may. */
  hold(update: Uint8Array): boolean {
    this.#held += weightOf(update);
    return this.#held <= limits.ownDocument + limits.buffered;
  }

  /** Counts out an update that waited. */
  release(update: Uint8Array): void {
    this.#held -= weightOf(update);
  }

  /** Takes the bytes of an update where they are there; else answers after how many ms they are. */
  admit(update: Uint8Array): number {
    const wait = this.#bytes.wait(weightOf(update));
    if (wait === 0) this.#bytes.spend(weightOf(update));
    return wait;
  }

  /** Charges so many steps of work as bytes, whether or not they are there. */
  charge(steps: number): void {
    this.#bytes.spend(steps / limits.stepsPerByte);
  }
}

/** What one person may still say in peer rooms. */
interface SignalBudgets {
  /** Of themselves. */
  readonly own: TokenBucket;
  /** To others, over which it is dropped. */
  readonly tells: TokenBucket;
  /** All together, over which it is a flood. */
  readonly all: TokenBucket;
}

function signalBudgets(clock: () => number): SignalBudgets {
  const { signalsPerSecond, signalsBurst, signalsFlood } = limits;
  const budget = (times: number) =>
    new TokenBucket(times * signalsPerSecond, times * signalsBurst, clock);
  return { own: budget(1), tells: budget(1), all: budget(signalsFlood) };
}

/** The budgets of a space's members. */
export class Spending {
  #members = new Map<string, MemberBudget>();
  #allowances = new Map<string, TokenBucket>();

  constructor(readonly clock: () => number) {}

  /** The budget of a member, by the document that they write or the key by which they are counted. */
  of(member: string): MemberBudget {
    return this.#members.getOrInsertComputed(
      member,
      () => new MemberBudget(this.clock),
    );
  }

  /** What is left of an allowance. */
  allowance({ key, perSecond, burst }: Allowance): TokenBucket {
    return this.#allowances.getOrInsertComputed(
      key,
      () => new TokenBucket(perSecond, burst, this.clock),
    );
  }
}

/** What an update counts: even the smallest is kept, queued and looked at. */
const weightOf = ({ length }: Uint8Array) =>
  Math.max(length, limits.updateLeast);
