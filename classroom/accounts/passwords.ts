/** Scrypt hashes of passwords, computed outside of the main thread, a few at a time, as each takes 32 MiB. */
import { scrypt, timingSafeEqual } from "node:crypto";
import { refusal } from "../model/refuse.ts";
import { normalise } from "../../formats/normalise.ts";

export interface PasswordHash {
  salt: Uint8Array;
  hash: Uint8Array;
  /** scrypt's N; r is 8, p is 1. */
  cost: number;
}

const maxConcurrent = 2;
const maxWaiting = 200;
let running = 0;
const waiting: (() => void)[] = [];

export async function hashPassword(
  password: string,
  cost: number,
): Promise<PasswordHash> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, hash: await derive(password, salt, cost), cost };
}

/**
 * Whether a password is right. Without a hash it takes as long, and returns false.
 * @param cost scrypt's N if there is no hash: that of new passwords
 */
export async function verifyPassword(
  password: string,
  stored: PasswordHash | null,
  cost: number,
): Promise<boolean> {
  const { salt, hash, cost: itsCost } = stored ?? { ...dummyHash, cost };
  const derived = await derive(password, salt, itsCost);
  return timingSafeEqual(derived, hash) && stored !== null;
}

const dummyHash: Omit<PasswordHash, "cost"> = {
  salt: new Uint8Array(16),
  hash: new Uint8Array(32),
};

async function derive(
  password: string,
  salt: Uint8Array,
  N: number,
): Promise<Uint8Array> {
  if (running >= maxConcurrent) {
    if (waiting.length >= maxWaiting) {
      throw refusal("signing-in-crowded", {}, { retryAfter: 5 });
    }
    await new Promise<void>((go) => waiting.push(go));
  } else running++;
  try {
    return await new Promise((resolve, reject) =>
      scrypt(
        normalise(password, "NFKC"),
        salt,
        32,
        { N, r: 8, p: 1, maxmem: 256 * N * 8 },
        (error, key) => error ? reject(error) : resolve(new Uint8Array(key)),
      )
    );
  } finally {
    // The next password in the queue takes over the slot, so `running` stays.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
