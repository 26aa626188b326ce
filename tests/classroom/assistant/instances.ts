/** Several instances of the server on one store, with one clock. */
import { type App, makeApp } from "../../../classroom/app.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import { readSettings } from "../../../classroom/settings.ts";
import { KvWatch } from "../../../sync/kv/kv_watch.ts";
import type { PuppetModel } from "./puppet_model.ts";

export class Instances {
  readonly time = { now: Date.now() };
  readonly #apps: App[] = [];

  private constructor(
    readonly dir: string,
    readonly settings: Record<string, string>,
  ) {}

  static async begin(
    settings: Record<string, string> = {},
  ): Promise<Instances> {
    return new Instances(await Deno.makeTempDir(), settings);
  }

  async open(model: PuppetModel): Promise<App> {
    const kv = await Deno.openKv(`${this.dir}/kv`);
    const watch = new KvWatch(kv, () => {});
    const settings = readSettings(this.settings);
    const app = await makeApp(settings, kv, () => this.time.now, watch, {
      report: () => {},
      model,
    });
    this.#apps.push(app);
    return app;
  }

  /** Begins a class on an instance; `asks` asks in a new conversation each time. */
  async beginClass({ authority, kv, sessions, sync }: App) {
    const teacher = { id: "t", name: "Ms Lin", email: "l@x.org", plan: true };
    await kv.set(["account", teacher.id], { id: teacher.id });
    const { id: s, member } = await sessions.create(
      teacher,
      createSessionBody.parse({ name: "Biology" }),
    );
    const own = names.member(s, member);
    const asks = async (text: string): Promise<string> => {
      const conversation = names.conversation(s, newId());
      const [, , c] = conversation.split("/");
      const command = { id: newId(), kind: "ask", conversation: c, text };
      const needs = [names.session(s), names.staff(s), conversation, own];
      await sync.decide(s, needs, (tx) => authority.decide(tx, own, command));
      return conversation;
    };
    return { s, asks };
  }

  async close(): Promise<void> {
    for (const app of this.#apps.splice(0)) await app.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    await Deno.remove(this.dir, { recursive: true });
  }
}
