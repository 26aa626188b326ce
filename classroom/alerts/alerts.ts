/**
 * Alerts a second adult (T-2) when a note to staff or worrying words wait too long. One commit decides: it writes
 * `alerts` of the staff's document and queues a message for each channel, so that several servers and a restart send it
 * once. A message has the alert's id; only a crash between sending and noting it sends the same id twice.
 */
import type { Tx } from "../../sync/authority.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { Alarms } from "../alarms.ts";
import type { AppServices } from "../app_services.ts";
import {
  type Alert,
  type AlertChannel,
  type AlertReason,
  alertsOf,
  causeClaims,
  hasCauseSince,
  kindOfCause,
  openCauses,
} from "../model/alerts.ts";
import { newId } from "../model/ids.ts";
import {
  type ClassDocuments,
  classDocumentsOf,
  decideOnClass,
  members,
  readClassDocuments,
} from "../model/layout.ts";
import {
  type AttentionClaim,
  claimantOf,
} from "../model/monitoring/attention.ts";
import { findSeat } from "../model/persons.ts";
import { hourMs, minuteMs, secondMs } from "../model/times.ts";
import { DeliveryQueue } from "../storage/delivery_queue.ts";
import { kvKeys, readSessionRecord } from "../storage/kv_keys.ts";
import { type AlertPlan, planAlerts } from "./alert_plan.ts";

/** What a second adult gets: no name, no words, no title of the class. */
export interface OutgoingAlert {
  /** Stable over retries. */
  id: string;
  session: string;
  at: number;
  because: AlertReason;
  /** Kinds with their starts in ms. */
  causes: { kind: "note" | "words"; since: number }[];
  /** The alert gathers causes beyond the hourly limit of single alerts. */
  isSummary: boolean;
}

/** Delivers an alert. Throws `Undeliverable` if retrying is useless. */
export type SendAlert = (alert: OutgoingAlert) => Promise<void>;

/** The channels that are set up. */
export type AlertSenders = Partial<Record<AlertChannel, SendAlert>>;

interface QueuedAlert {
  session: string;
  alert: string;
  channel: AlertChannel;
}

/** Estimated bytes of an alert and of each cause in a commit. */
const bytesPerAlert = 300, bytesPerCause = 80;

type AlertsParts = Pick<
  AppServices,
  "kv" | "sync" | "clock" | "report" | "meter"
>;

export class Alerts {
  readonly #parts: AlertsParts;
  readonly #senders: AlertSenders;
  readonly #alarms: Alarms;
  readonly #queue: DeliveryQueue<QueuedAlert>;

  constructor(parts: AlertsParts, senders: AlertSenders) {
    const { kv, clock, report } = parts;
    this.#parts = parts;
    this.#senders = senders;
    this.#alarms = new Alarms(
      parts,
      kvKeys.alertsDue(),
      (session) => this.#decideDue(session),
    );
    this.#queue = new DeliveryQueue<QueuedAlert>({
      ...{ kv, clock, report },
      name: "alert",
      usefulMs: () => 12 * hourMs,
      retryDelaysMs: [15 * secondMs, minuteMs, 5 * minuteMs, 15 * minuteMs],
      claimMs: 5 * minuteMs,
      isNotedWhenOver: true,
      send: (order) => this.#send(order),
      onOutcome: async (order, outcome) => {
        parts.meter?.recordAlert(order.channel, outcome);
        if (outcome !== "refused" && outcome !== "failed") return;
        await this.#note(order, "failed")
          .catch((error) => report("a lost alert could not be noted", error));
      },
    });
  }

  /** Whether any channel is set up. */
  get isOn(): boolean {
    return Object.keys(this.#senders).length > 0;
  }

  async start(): Promise<void> {
    if (!this.isOn) return;
    await this.#alarms.start();
    this.#queue.start();
  }

  async stop(): Promise<void> {
    this.#alarms.stop();
    await this.#queue.stop();
  }

  /** Decides and sends all that is due, and waits for it. */
  async sendDue(): Promise<void> {
    if (!this.isOn) return;
    await this.#alarms.ringDue();
    await this.#queue.sendDue();
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
        const via = Object.keys(this.#senders) as AlertChannel[];
        alertsOf(docs.staff).set(id, {
          at: tx.now,
          because,
          causes,
          ...(summary && { summary }),
          via,
        });
        for (const channel of via) {
          const order = { session, alert: id, channel };
          tx.addFact(
            this.#queue.makeWrite([session, id, channel], order, tx.now),
          );
        }
      }
      this.#setAlarm(tx, session, nextAt);
      if (due.length > 0) tx.afterCommit(() => void this.#queue.sendDue());
    });
  }

  #setAlarm(tx: Tx, session: string, at: number | null): void {
    const key = kvKeys.alertsDue(session);
    tx.addFact(at === null ? { key, delete: true } : { key, value: at });
    tx.afterCommit(() => this.#alarms.set(session, at));
  }

  /** Sends an alert on its channel. False: the class or alert is gone, it was sent, or the channel is off. */
  async #send(order: QueuedAlert): Promise<boolean> {
    const { session, alert: id, channel } = order;
    const send = this.#senders[channel];
    const alert = await this.#read(order);
    if (!send || !alert || alert.sent?.[channel] !== undefined) return false;
    const { at, because, causes, summary } = alert;
    await send({
      ...{ id, session, at, because },
      causes: causes.map((it) => ({ kind: kindOfCause(it), since: it.of })),
      isSummary: summary === true,
    });
    await this.#note(order, "sent");
    return true;
  }

  async #read(
    { session, alert }: QueuedAlert,
  ): Promise<Alert | undefined> {
    try {
      return await readClassDocuments(
        this.#parts.sync,
        session,
        ({ staff }) => alertsOf(staff).get(alert),
      );
    } catch (error) {
      if (isRefusal(error) && error.kind === "not-found") return undefined;
      throw error;
    }
  }

  /** Notes what became of a message, and takes it from the queue in the same commit. */
  async #note(
    { session, alert: id, channel }: QueuedAlert,
    outcome: "sent" | "failed",
  ): Promise<void> {
    try {
      await decideOnClass(this.#parts.sync, session, ({ staff }, tx) => {
        const alert = alertsOf(staff).get(id);
        if (!alert) return;
        const times = { ...alert[outcome], [channel]: tx.now };
        alertsOf(staff).set(id, { ...alert, [outcome]: times });
        tx.addFact({ key: kvKeys.alert(session, id, channel), delete: true });
      });
    } catch (error) {
      if (!isRefusal(error) || error.kind !== "not-found") throw error;
    }
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
  const taken = staff.getMap<AttentionClaim>("taken");
  return planAlerts({
    causes: openCauses(staff),
    alerts: [...alertsOf(staff).values()],
    claimOf({ key, of }) {
      const by = claimantOf(taken.get(key), of);
      if (by !== undefined && isTeacher(by)) return "held";
      const ends = claims.filter((it) => it.key === key && it.of === of)
        .map(({ at, until = at }) => until);
      return ends.length > 0 ? { endedAt: Math.max(...ends) } : null;
    },
    seatOf: (member) => findSeat(session, member),
    isStaffOnline: [...online].some(isTeacher),
    now,
  });
}
