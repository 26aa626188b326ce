/** To whom a class is open by their address (S-8, S-9): what its owner asks for, and what was done last, with **Undo**. */
import { type Signal, signal } from "@preact/signals";
import type { InvitationView } from "../../../classroom/model/views.ts";
import { colleagues as t } from "texts/people_staff.ts";
import { SessionApi } from "../../session/session_api.ts";
import type { Done } from "../student_actions.ts";

type As = InvitationView["as"];

const paths = { observer: "/invitations", moderator: "/moderators" } as const;

/** The invitations of one class. */
export class Invitations {
  /** Null until they are here. */
  readonly all: Signal<readonly InvitationView[] | null> = signal(null);
  /** Anybody can sign up with an address that is invited. */
  readonly forAnybody: Signal<boolean> = signal(false);
  /** The address is sent a mail. */
  readonly mailed: Signal<boolean> = signal(false);
  readonly done: Signal<Done | null> = signal(null);
  /** Why the last address was refused. */
  readonly refused: Signal<string> = signal("");
  readonly api: SessionApi;

  constructor(session: string) {
    this.api = new SessionApi(session);
  }

  /** Asks who is invited. */
  async load(): Promise<void> {
    const [observers, moderators] = await Promise.all([
      this.#list<
        {
          invitations: InvitationView[];
          forAnybody: boolean;
          mailed: boolean;
        }
      >("observer"),
      this.#list<{ moderators: InvitationView[] }>("moderator"),
    ]);
    if (!observers || !moderators) return;
    this.forAnybody.value = observers.forAnybody;
    this.mailed.value = observers.mailed;
    this.all.value = [...moderators.moderators, ...observers.invitations]
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  }

  /** Opens the class to an address; false where that was refused. */
  async invite(email: string, as: As): Promise<boolean> {
    this.refused.value = "";
    const answer = await this.api.ask("PUT", paths[as], { email });
    this.api.trouble.value = null;
    if (!answer.ok) {
      const { type, detail } = answer.problem;
      this.refused.value = type === "malformed" ? t.badEmail : detail;
      return false;
    }
    this.done.value = {
      text: t.wasInvited({ email }),
      undo: () => this.#withdraw(email, as),
    };
    await this.load();
    return true;
  }

  /** Closes it to one again. */
  async takeBack({ email, as }: InvitationView): Promise<void> {
    if (!await this.#withdraw(email, as)) return;
    this.done.value = {
      text: t.takenBack({ email }),
      undo: () => this.invite(email, as),
    };
  }

  /** Ends that somebody looks on now. */
  async endObserving(account: string, name: string): Promise<void> {
    const ended = await this.api.act("DELETE", `/observers/${account}`);
    if (!ended) return;
    this.done.value = { text: t.ended({ name }) };
    if (this.all.value) await this.load();
  }

  async #withdraw(email: string, as: As): Promise<boolean> {
    const taken = await this.api.act("DELETE", paths[as], { email }) !== null;
    if (taken) await this.load();
    return taken;
  }

  async #list<T>(as: As): Promise<T | null> {
    const answer = await this.api.get<T>(paths[as]);
    return answer.ok ? answer.body : null;
  }
}
