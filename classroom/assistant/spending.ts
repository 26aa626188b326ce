/**
 * The assistant's budget: tokens per day and prompts per minute for a network address and the server, in addition
 * to the limits of class and student. A prompt reserves tokens for itself and the longest answer until its cost is
 * known. Server instances share the counts, and read those of others with each prompt. Reservations stay counted after
 * a crash. Addresses are hashed (`daily_hash.ts`).
 *
 * | key | value |
 * |---|---|
 * | `["spent", day, "server"]` | tokens of that day, counted from 1970 in UTC |
 * | `["spent", day, "address", hash]` | tokens of one address |
 */
import { isRefusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { deleteOldest } from "../../formats/memoize.ts";
import { DailyHash, dayMs } from "../limits/daily_hash.ts";
import { RateLimiter, type RateLimitTry } from "../limits/rate_limiter.ts";
import type { OperatorLimits } from "../model/assistant.ts";
import type { Identity } from "../model/members.ts";
import type { AppServices } from "../app_services.ts";
import type { Settings } from "../settings.ts";
import type { KvKey } from "../../sync/kv/kv.ts";

/** Tokens of the server or an address in one day: the sum of `stored`, `unsaved` and `unconfirmed`. */
interface TokenUsage {
  readonly address: string | null;
  day: number;
  stored: number;
  unsaved: number;
  /** Tokens reserved by decisions that may still fail. */
  unconfirmed: number;
}

interface Reservation {
  readonly usages: readonly TokenUsage[];
  readonly tokens: number;
  readonly day: number;
  readonly at: number;
  isConfirmed: boolean;
}

interface SpendingParts
  extends Pick<AppServices, "kv" | "clock" | "report" | "tries"> {
  limits: OperatorLimits;
}

/** A decision that is not stored after this time has failed (ms). */
const unconfirmedMs = 60_000;
const maxRemembered = 50_000;
const maxAttempts = 20;

export class AssistantSpending {
  readonly limits: OperatorLimits;
  readonly #parts: SpendingParts;
  readonly #server: TokenUsage;
  readonly #hashes: DailyHash;
  readonly #limiter: RateLimiter;
  readonly #addresses = new Map<string, TokenUsage>();
  /** Addresses by session and seat, the latest last. */
  readonly #addressOfMember = new Map<
    string,
    { address: string; notedAt: number }
  >();
  readonly #reservations = new Map<string, Reservation>();
  #saving: Promise<void> = Promise.resolve();

  constructor(parts: SpendingParts) {
    const { kv, clock, tries } = parts;
    this.#parts = parts;
    this.limits = parts.limits;
    this.#hashes = new DailyHash(kv, clock);
    this.#limiter = new RateLimiter(clock, {
      maxKeys: maxRemembered,
      store: tries,
    });
    this.#server = usageOf(null, this.#today);
  }

  async start(): Promise<void> {
    this.#save(this.#server);
    await this.sweep();
    await this.#saving;
  }

  async close(): Promise<void> {
    this.#saveRest();
    await this.#saving;
  }

  noteAddress(
    { session, member, own: seat = member }: Pick<
      Identity,
      "session" | "member" | "own"
    >,
    address: string,
  ): void {
    const key = `${session} ${seat}`;
    this.#addressOfMember.delete(key);
    this.#addressOfMember.set(key, { address, notedAt: this.#parts.clock() });
    deleteOldest(this.#addressOfMember, maxRemembered);
    this.#addressUsage(address);
  }

  /**
   * Reserves a prompt's tokens for a seat, or refuses it. Repeating an id changes nothing, as decisions may be
   * repeated. Without {@link confirmReservation} the reservation ends after a minute.
   */
  reserve(
    id: string,
    { session, member, tokens }: {
      session: string;
      member: string;
      tokens: number;
    },
  ): void {
    const whence = this.#addressOfMember.get(`${session} ${member}`);
    this.reserveOutsideClass(id, { address: whence?.address, tokens });
  }

  /** Like `reserve`, but for no class: counts for the server and, if given, the address. */
  reserveOutsideClass(
    id: string,
    { address, tokens }: { address: string | undefined; tokens: number },
  ): void {
    if (this.#reservations.has(id)) return;
    const now = this.#parts.clock();
    this.#releaseUnconfirmed(now);
    const usages = [
      this.#server,
      ...address === undefined ? [] : [this.#addressUsage(address)],
    ];
    for (const usage of usages) this.#requireBudget(usage, now);
    for (const usage of usages) {
      usage.unconfirmed += tokens;
      this.#limiter.countTry(this.#minuteTry(usage));
    }
    const day = this.#today;
    this.#reservations.set(id, {
      usages,
      tokens,
      day,
      at: now,
      isConfirmed: false,
    });
  }

  /** Keeps a question's reservation until its cost is known. */
  confirmReservation(id: string): void {
    const reservation = this.#reservations.get(id);
    if (!reservation || reservation.isConfirmed) return;
    reservation.isConfirmed = true;
    for (const usage of this.#current(reservation)) {
      usage.unconfirmed -= reservation.tokens;
      usage.unsaved += reservation.tokens;
      this.#save(usage);
    }
  }

  /** Replaces a question's reservation by its cost. */
  settleCost(id: string, tokens: number): void {
    this.confirmReservation(id);
    const reservation = this.#reservations.get(id);
    if (!reservation) return;
    this.#reservations.delete(id);
    for (const usage of this.#current(reservation)) {
      usage.unsaved += tokens - reservation.tokens;
      this.#save(usage);
    }
  }

  /** Deletes counts of earlier days, and retries storing. Never throws. */
  async sweep(): Promise<void> {
    const { clock, kv, report, tries } = this.#parts;
    const today = this.#today;
    this.#saveRest();
    // No class is longer than a day.
    for (const [key, { notedAt }] of this.#addressOfMember) {
      if (clock() - notedAt <= dayMs) break;
      this.#addressOfMember.delete(key);
    }
    for (const [address, { day }] of this.#addresses) {
      if (day !== today) this.#addresses.delete(address);
    }
    try {
      for await (const { key } of kv.list({ prefix: ["spent"] })) {
        // Tries of yesterday are read until their window is over.
        const isInUse = key[2] === "salt" && tries !== undefined &&
          Number(key[1]) === today - 1;
        if (Number(key[1]) < today && !isInUse) await kv.delete(key);
      }
    } catch (error) {
      report("old spending could not be swept", error);
    }
  }

  #saveRest(): void {
    for (const usage of [this.#server, ...this.#addresses.values()]) {
      if (usage.unsaved !== 0) this.#save(usage);
    }
  }

  get #today(): number {
    return this.#hashes.today;
  }

  #addressUsage(address: string): TokenUsage {
    const usedTokens = this.#addresses.get(address);
    if (usedTokens) return usedTokens;
    const usage = usageOf(address, this.#today);
    this.#addresses.set(address, usage);
    deleteOldest(this.#addresses, maxRemembered);
    // Saving also reads what other instances have stored.
    this.#save(usage);
    return usage;
  }

  #current({ usages, day }: Reservation): TokenUsage[] {
    return usages.filter((usage) => {
      this.#startNewDay(usage);
      return usage.day === day;
    });
  }

  #startNewDay(usage: TokenUsage): void {
    const today = this.#today;
    if (usage.day === today) return;
    Object.assign(usage, usageOf(usage.address, today));
  }

  #requireBudget(usage: TokenUsage, now: number): void {
    this.#startNewDay(usage);
    const { address, stored, unsaved, unconfirmed } = usage;
    const maxTokens = address === null
      ? this.limits.server
      : this.limits.address;
    if (stored + unsaved + unconfirmed >= maxTokens.tokens) {
      const retryAfter = Math.ceil((dayMs - now % dayMs) / 1000);
      const used = address === null
        ? "server-budget-used"
        : "network-budget-used";
      throw refusal(used, toWholeUnit(retryAfter), { retryAfter });
    }
    const wait = this.#limiter.wait(this.#minuteTry(usage));
    if (wait === 0) return;
    const retryAfter = Math.ceil(wait / 1000);
    throw refusal("many-asking", { seconds: retryAfter }, { retryAfter });
  }

  #minuteTry({ address }: TokenUsage): RateLimitTry {
    const { server, address: perAddress } = this.limits;
    return address === null
      ? ["questionOfAll", "", server.perMinute]
      : ["questionOfAddress", address, perAddress.perMinute];
  }

  #releaseUnconfirmed(now: number): void {
    for (const [id, reservation] of this.#reservations) {
      // Reservations are in order of time.
      if (now - reservation.at <= unconfirmedMs) return;
      if (reservation.isConfirmed) continue;
      this.#reservations.delete(id);
      for (const usage of this.#current(reservation)) {
        usage.unconfirmed -= reservation.tokens;
      }
    }
  }

  /** Stores a usage and reads other instances' counts, one usage after the other. */
  #save(usage: TokenUsage): void {
    this.#saving = this.#saving.then(async () => {
      try {
        const questions = this.#minuteTry(usage);
        await this.#limiter.save(questions);
        await this.#limiter.load(questions);
        await this.#store(usage);
      } catch (error) {
        // Stays counted here; the next save stores it.
        this.#reportFailure("spending could not be stored", error);
      }
    });
  }

  /** The storage itself reports that it does not answer. */
  #reportFailure(message: string, error: unknown): void {
    if (isRefusal(error, "storage-unavailable")) return;
    this.#parts.report(message, error);
  }

  async #store(usage: TokenUsage): Promise<void> {
    const { kv } = this.#parts;
    const { day, unsaved } = usage;
    const key = await this.#keyOf(usage);
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const entry = await kv.get<number>(key);
      const stored = Math.max(0, (entry.value ?? 0) + unsaved);
      const isSame = stored === (entry.value ?? 0);
      const isStored = isSame ||
        (await kv.atomic().check(entry).set(key, stored).commit()).ok;
      if (!isStored) continue;
      if (usage.day !== day) return;
      usage.stored = stored;
      usage.unsaved -= unsaved;
      return;
    }
    throw new Error("other instances were always first");
  }

  async #keyOf({ address, day }: TokenUsage): Promise<KvKey> {
    if (address === null) return ["spent", day, "server"];
    const hash = await this.#hashes.hash(day, address);
    return ["spent", day, "address", hash ?? "none"];
  }
}

/** Tokens that the guard's chat model takes per token of an answer, as windows overlap and have instructions. */
function guardTokensPerToken({ GUARD_MODEL, GUARD_API }: Settings): number {
  return GUARD_MODEL !== undefined && GUARD_API === "chat" ? 4 : 0;
}

export function readOperatorLimits(settings: Settings): OperatorLimits {
  return {
    answer: settings.OPENAI_MAX_TOKENS,
    reserved: settings.OPENAI_MAX_TOKENS * (1 + guardTokensPerToken(settings)),
    class: {
      perMinute: settings.ASSISTANT_CLASS_PACE,
      tokens: settings.ASSISTANT_CLASS_TOKENS,
    },
    address: {
      perMinute: settings.ASSISTANT_ADDRESS_PACE,
      tokens: settings.ASSISTANT_ADDRESS_TOKENS,
    },
    server: {
      perMinute: settings.ASSISTANT_SERVER_PACE,
      tokens: settings.ASSISTANT_SERVER_TOKENS,
    },
  };
}

function usageOf(address: string | null, day: number): TokenUsage {
  return { address, day, stored: 0, unsaved: 0, unconfirmed: 0 };
}

function toWholeUnit(seconds: number): { count: number; unit: string } {
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60
    ? { count: minutes, unit: "minute" }
    : { count: Math.ceil(minutes / 60), unit: "hour" };
}
