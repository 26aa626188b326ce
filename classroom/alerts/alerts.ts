/**
 * Alerts a second adult (T-2) when a note to staff or worrying words wait too long. One commit decides: it writes
 * `alerts` of the staff's document, and the alert waits for each channel, so that several servers and a restart send it
 * once.
 */
import type { Tx } from "../../sync/authority.ts";
import { Alarms } from "../alarms.ts";
import { hasCauseSince, openCauses } from "../model/alerts.ts";
import type { AlertChannel } from "../model/alert_entries.ts";
import { newId } from "../model/ids.ts";
import {
  type ClassDocuments,
  classDocumentsOf,
  decideOnClass,
} from "../model/layout.ts";
import { claimantOf } from "../model/monitoring/attention.ts";
import { findSeat } from "../model/persons.ts";
import { members } from "../model/roots.ts";
import {
  alertsOf,
  attentionClaimsOf,
  causeClaims,
} from "../model/staff_roots.ts";
import { kvKeys, readSessionRecord } from "../storage/kv_keys.ts";
import {
  AlertMessages,
  type AlertMessagesParts,
  type SendAlert,
} from "./alert_messages.ts";
import { type AlertPlan, planAlerts } from "./alert_plan.ts";

/** The channels that are set up. */
export type AlertSenders = Partial<Record<AlertChannel, SendAlert>>;

/** Estimated bytes of an alert and of each cause in a commit. */
const bytesPerAlert = 300, bytesPerCause = 80;

export class Alerts {
  readonly #parts: AlertMessagesParts;
  readonly #alarms: Alarms;
  /** One for each channel: trouble of one does not delay the other. */
  readonly #messages: AlertMessages[];

  constructor(parts: AlertMessagesParts, senders: AlertSenders) {
    this.#parts = parts;
    this.#alarms = new Alarms(
      parts,
      kvKeys.alertsDue(),
      (session) => this.#decideDue(session),
    );
    this.#messages = Object.entries(senders).map(([channel, send]) =>
      new AlertMessages(parts, channel as AlertChannel, send)
    );
  }

  /** Whether any channel is set up. */
  get isOn(): boolean {
    return this.#messages.length > 0;
  }

  async start(): Promise<void> {
    if (!this.isOn) return;
    await this.#alarms.start();
    for (const messages of this.#messages) messages.start();
  }

  async stop(): Promise<void> {
    this.#alarms.stop();
    await Promise.all(this.#messages.map((it) => it.stop()));
  }

  async sendDue(): Promise<void> {
    if (!this.isOn) return;
    await this.#alarms.ringDue();
    await this.#send();
  }

  async #send(): Promise<void> {
    await Promise.all(this.#messages.map((it) => it.sendDue()));
  }

  /**
   * Sets the time of the next look at a class, in a commit that begins a cause or ends a claim. Both class documents
   * must be loaded.
   *
   * @param members does nothing unless one of these has a cause that began or went on in this commit; absent: a claim
   * has ended, or there is a cause for certain
   */
  schedule(tx: Tx, session: string, members?: readonly string[]): void {
    if (!this.isOn) return;
    const docs = classDocumentsOf(tx, session);
    if (members && !hasCauseSince(docs.staff, members, tx.now)) return;
    const { due, nextAt } = plan(docs, tx);
    this.#setAlarm(tx, session, due.length > 0 ? tx.now : nextAt);
  }

  async #decideDue(session: string): Promise<void> {
    const { kv, sync } = this.#parts;
    if (!await readSessionRecord(kv, session)) {
      await kv.delete(kvKeys.alertsDue(session));
      return this.#alarms.set(session, null);
    }
    await sync.refreshPresence(session);
    await decideOnClass(sync, session, (docs, tx) => {
      const { due, nextAt } = plan(docs, tx);
      for (const { because, causes, summary } of due) {
        tx.reserveBytes(bytesPerAlert + bytesPerCause * causes.length);
        const id = newId();
        alertsOf(docs.staff).set(id, {
          at: tx.now,
          because,
          causes,
          ...(summary && { summary }),
          via: this.#messages.map(({ channel }) => channel),
        });
        for (const messages of this.#messages) {
          tx.addFact(messages.makeWrite(session, id, tx.now));
        }
      }
      this.#setAlarm(tx, session, nextAt);
      if (due.length > 0) tx.afterCommit(() => void this.#send());
    });
  }

  #setAlarm(tx: Tx, session: string, dueAt: number | null): void {
    const key = kvKeys.alertsDue(session);
    tx.addFact(dueAt === null ? { key, delete: true } : { key, value: dueAt });
    tx.afterCommit(() => this.#alarms.set(session, dueAt));
  }
}

function plan(
  { session, staff }: ClassDocuments,
  { now, online }: Pick<Tx, "now" | "online">,
): AlertPlan {
  const isTeacher = (id: string) => {
    const member = members(session).get(id);
    return member?.role === "teacher" && !member.removed;
  };
  const claims = [...causeClaims(staff).values()];
  const attentionClaims = attentionClaimsOf(staff);
  return planAlerts({
    causes: openCauses(staff),
    alerts: [...alertsOf(staff).values()],
    claimOf({ key, of: since }) {
      const claimant = claimantOf(attentionClaims.get(key), since);
      if (claimant !== undefined && isTeacher(claimant)) return "held";
      const ends = claims.filter((it) => it.key === key && it.of === since)
        .map(({ at: startedAt, until = startedAt }) => until);
      return ends.length > 0 ? { endedAt: Math.max(...ends) } : null;
    },
    seatOf: (member) => findSeat(session, member),
    isStaffOnline: [...online].some(isTeacher),
    now,
  });
}
