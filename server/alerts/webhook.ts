/**
 * Sends alerts to `SAFETY_WEBHOOK` (T-2), signed as Standard Webhooks describes: HMAC-SHA256 over id, time and body, so
 * that the receiver can refuse forged and repeated messages. A message has no names and no words.
 */
import { networkFailureOf } from "../../formats/network_failure.ts";
import type { OutgoingAlert } from "../../classroom/alerts/alert_messages.ts";
import { toIsoString } from "../../formats/times.ts";
import { parseWebhookSecret, type Settings } from "../../classroom/settings.ts";

/** Limit for an answer (ms). */
const answerTimeoutMs = 10_000;

class NotTaken extends Error {
  override name = "NotTaken";
}

export class Webhook {
  readonly #url: string;
  readonly #key: Uint8Array<ArrayBuffer>;
  readonly #origin: string;
  readonly #clock: () => number;

  private constructor(
    url: string,
    key: Uint8Array<ArrayBuffer>,
    origin: string,
    clock: () => number,
  ) {
    this.#url = url;
    this.#key = key;
    this.#origin = origin;
    this.#clock = clock;
  }

  static create(
    { SAFETY_WEBHOOK, SAFETY_WEBHOOK_SECRET, BASE_URL }: Pick<
      Settings,
      "SAFETY_WEBHOOK" | "SAFETY_WEBHOOK_SECRET" | "BASE_URL"
    >,
    clock: () => number = Date.now,
  ): Webhook | null {
    const key = parseWebhookSecret(SAFETY_WEBHOOK_SECRET ?? "");
    if (!SAFETY_WEBHOOK || !key || !BASE_URL) return null;
    return new Webhook(SAFETY_WEBHOOK, key, BASE_URL, clock);
  }

  async sendAlert(message: OutgoingAlert): Promise<void> {
    const { id } = message, time = toIsoString(message.at);
    if ("classes" in message) {
      const classes = message.classes.map(({ session, count }) => ({
        ...this.#classWithLink(session),
        count,
      }));
      return await this.#post(id, { type: "alerts", id, at: time, classes });
    }
    const { session, because, causes, isSummary } = message;
    await this.#post(id, {
      ...{ type: "alert", id, at: time, because },
      ...this.#classWithLink(session),
      causes: causes.map(({ kind, since }) => ({
        kind,
        since: toIsoString(since),
      })),
      summary: isSummary,
    });
  }

  #classWithLink(session: string): { class: string; link: string } {
    const link = `${this.#origin}/teacher/sessions/${session}`;
    return { class: session, link };
  }

  /** Sends a message of type `test`, which is about no class. */
  async sendTest(): Promise<void> {
    const id = `test-${crypto.randomUUID()}`;
    const time = toIsoString(this.#clock());
    await this.#post(id, { type: "test", id, at: time });
  }

  /** Throws unless the receiver answers with 2xx. Follows no redirect, and reads nothing of the answer. */
  async #post(id: string, message: Record<string, unknown>): Promise<void> {
    const body = JSON.stringify(message);
    const time = String(Math.floor(this.#clock() / 1000));
    const signature = await sign(this.#key, `${id}.${time}.${body}`);
    const response = await fetch(this.#url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "Homeroom",
        "idempotency-key": id,
        "webhook-id": id,
        "webhook-timestamp": time,
        "webhook-signature": `v1,${signature}`,
      },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(answerTimeoutMs),
    }).catch((error) => {
      // The error's own words have the address, which may be a secret.
      throw new NotTaken(
        networkFailureOf(error) ?? "network",
      );
    });
    await response.body?.cancel().catch(() => {});
    if (!response.ok) throw new NotTaken(`status ${response.status}`);
  }
}

/** HMAC-SHA256 in base64. */
async function sign(
  key: Uint8Array<ArrayBuffer>,
  text: string,
): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const hmac = await crypto.subtle.importKey("raw", key, algorithm, false, [
    "sign",
  ]);
  const bytes = await crypto.subtle.sign(
    "HMAC",
    hmac,
    new TextEncoder().encode(text),
  );
  return new Uint8Array(bytes).toBase64();
}
