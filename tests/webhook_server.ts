/** A receiver of webhooks for tests, which keeps its messages and can be set to refuse them. */
import { createHmac } from "node:crypto";

export interface ReceivedMessage {
  readonly headers: Headers;
  readonly body: string;
  readonly status: number;
}

const secret = "aG9tZXJvb20gdGVzdHMgaG9tZXJvb20gdGVzdHM=";

export class WebhookServer {
  readonly messages: ReceivedMessage[] = [];
  /** Answers of the next messages; after them 204. */
  readonly answers: (() => Response)[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor() {
    const listening = { port: 0, hostname: "127.0.0.1", onListen() {} };
    this.#server = Deno.serve(listening, async (req) => {
      const response = this.answers.shift()?.() ??
        new Response(null, { status: 204 });
      this.messages.push({
        headers: req.headers,
        body: await req.text(),
        status: response.status,
      });
      return response;
    });
  }

  static open(): WebhookServer {
    return new WebhookServer();
  }

  /** Those that were accepted. */
  get accepted(): ReceivedMessage[] {
    return this.messages.filter(({ status }) => status < 300);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/secret-path`;
  }

  /** Settings of a Homeroom server that sends alerts here; BASE_URL is needed, too. */
  get settings(): Record<string, string> {
    return { SAFETY_WEBHOOK: this.url, SAFETY_WEBHOOK_SECRET: secret };
  }

  /** Whether a message is signed, as Standard Webhooks describes it. */
  isSigned({ headers, body }: ReceivedMessage): boolean {
    const id = headers.get("webhook-id");
    const time = headers.get("webhook-timestamp");
    const expected = createHmac("sha256", Uint8Array.fromBase64(secret))
      .update(`${id}.${time}.${body}`).digest("base64");
    return headers.get("webhook-signature") === `v1,${expected}`;
  }

  async close(): Promise<void> {
    await this.#server.shutdown();
  }
}
