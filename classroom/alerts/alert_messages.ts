/**
 * Sends alerts to a second adult on one channel (T-2). An alert waits at `["alert", s, id, channel]`; one atomic write
 * makes a message of it, or of several, in the channel's queue. A message has one id in all tries. Once it is sent, its
 * alerts' class documents say so; only a crash between the two sends it twice.
 */
import type { KvWrite } from "../../sync/authority.ts";
import { nullIfNotFound } from "../../sync/refusal.ts";
import type { AppServices } from "../app_services.ts";
import { kindOfCause } from "../model/alerts.ts";
import type {
  Alert,
  AlertChannel,
  AlertReason,
} from "../model/alert_entries.ts";
import { newId } from "../model/ids.ts";
import { decideOnClass, readClassDocuments } from "../model/layout.ts";
import { hourMs, minuteMs, secondMs } from "../../formats/times.ts";
import { alertsOf } from "../model/staff_roots.ts";
import { DeliveryQueue, type FinalOutcome } from "../storage/delivery_queue.ts";
import { kvKeys } from "../storage/kv_keys.ts";
import { type MessagePace, planMessages } from "./message_plan.ts";

/** A message about one alert. It has no name, no words and no title of a class. */
export interface SingleAlert {
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

/** A message about alerts beyond the channel's hourly limit, with the number of their causes in each class. */
export interface JointAlert {
  id: string;
  at: number;
  classes: { session: string; count: number }[];
}

export type OutgoingAlert = SingleAlert | JointAlert;

/** Delivers a message. Throws `Undeliverable` if retrying is useless. */
export type SendAlert = (message: OutgoingAlert) => Promise<void>;

interface QueuedMessage {
  id: string;
  alerts: { session: string; id: string }[];
}

type ReadAlert = Alert & { session: string; id: string };

export type AlertMessagesParts = Pick<
  AppServices,
  "kv" | "sync" | "clock" | "report" | "meter"
>;

export class AlertMessages {
  readonly channel: AlertChannel;
  readonly #parts: AlertMessagesParts;
  readonly #sender: SendAlert;
  readonly #queue: DeliveryQueue<QueuedMessage>;

  constructor(
    parts: AlertMessagesParts,
    channel: AlertChannel,
    sender: SendAlert,
  ) {
    const { kv, clock, report, meter } = parts;
    this.#parts = parts;
    this.channel = channel;
    this.#sender = sender;
    this.#queue = new DeliveryQueue<QueuedMessage>({
      ...{ kv, clock, report },
      name: `alert-${channel}`,
      usefulMs: () => 12 * hourMs,
      retryDelaysMs: [15 * secondMs, minuteMs, 5 * minuteMs, 15 * minuteMs],
      leaseMs: 5 * minuteMs,
      isNotedWhenOver: true,
      prepare: () => this.#makeMessages(),
      send: (message) => this.#send(message),
      onOutcome: (_, outcome) => meter?.recordAlert(channel, outcome),
      settle: (...args) => this.#settle(...args),
    });
  }

  start(): void {
    this.#queue.start();
  }

  stop(): Promise<void> {
    return this.#queue.stop();
  }

  /** Never throws. */
  sendDue(): Promise<void> {
    return this.#queue.sendDue();
  }

  /** The write that makes an alert wait for this channel; {@link sendDue} follows its commit. */
  makeWrite(session: string, id: string, dueAt: number): KvWrite {
    return {
      key: kvKeys.alert(session, id, this.channel),
      value: { at: dueAt },
    };
  }

  async #makeMessages(): Promise<void> {
    const { kv, clock } = this.#parts;
    const paceKey = kvKeys.alertPace(this.channel);
    // Read first: its check fails if another instance has made messages of these alerts.
    const lastPace = await kv.get<MessagePace>(paceKey);
    const entries = await Array.fromAsync(
      kv.list<{ at: number }>({ prefix: kvKeys.alert() }),
    );
    const waiting = entries.filter(({ key }) => key[3] === this.channel)
      .map(({ key, value: { at: dueAt } }) => ({
        ...{ key, at: dueAt },
        session: String(key[1]),
        id: String(key[2]),
      }));
    if (waiting.length === 0) return;
    const { messages, pace } = planMessages(
      waiting,
      lastPace.value ?? { singles: [], jointAt: 0 },
      clock(),
    );
    const atomic = kv.atomic().check(lastPace).set(paceKey, pace);
    for (const alerts of messages) {
      const id = alerts.length === 1 ? alerts[0].id : newId();
      const message = {
        id,
        alerts: alerts.map(({ session, id }) => ({ session, id })),
      };
      const dueAt = Math.max(...alerts.map((it) => it.at));
      const { key, value } = this.#queue.makeWrite([id], message, dueAt);
      atomic.set(key, value);
      for (const { key } of alerts) atomic.delete(key);
    }
    if (messages.length > 0) await atomic.commit();
  }

  /** False: the classes or students of all its alerts are gone, or they were sent. */
  async #send({ id, alerts }: QueuedMessage): Promise<boolean> {
    const left = await this.#read(alerts);
    if (left.length === 0) return false;
    await this.#sender(
      alerts.length === 1 ? makeSingle(left[0]) : makeJoint(id, left),
    );
    return true;
  }

  async #read(alerts: QueuedMessage["alerts"]): Promise<ReadAlert[]> {
    const unsentAlerts: ReadAlert[] = [];
    for (const [session, classAlerts] of bySession(alerts)) {
      await nullIfNotFound(() =>
        readClassDocuments(this.#parts.sync, session, ({ staff }) => {
          for (const { id } of classAlerts) {
            const alert = alertsOf(staff).get(id);
            if (!alert || alert.sent?.[this.channel] !== undefined) continue;
            unsentAlerts.push({ ...alert, session, id });
          }
        })
      );
    }
    return unsentAlerts;
  }

  /** Notes in each class that the message was sent, or could not be. */
  async #settle(
    { id: message, alerts }: QueuedMessage,
    outcome: FinalOutcome,
    settledAt: number,
  ): Promise<void> {
    if (outcome === "void") return;
    const { channel } = this, isSent = outcome === "sent";
    const field = isSent ? "sent" : "failed";
    for (const [session, classAlerts] of bySession(alerts)) {
      await nullIfNotFound(() =>
        decideOnClass(this.#parts.sync, session, ({ staff }) => {
          for (const { id } of classAlerts) {
            const alert = alertsOf(staff).get(id);
            if (!alert || alert[field]?.[channel] !== undefined) continue;
            alertsOf(staff).set(id, {
              ...alert,
              [field]: { ...alert[field], [channel]: settledAt },
              ...(isSent && alerts.length > 1 &&
                { joint: { ...alert.joint, [channel]: message } }),
            });
          }
        })
      );
    }
  }
}

const bySession = (alerts: QueuedMessage["alerts"]) =>
  Map.groupBy(alerts, ({ session }) => session);

function makeSingle(
  { id, session, at: alertedAt, because, causes, summary }: ReadAlert,
): SingleAlert {
  return {
    ...{ id, session, at: alertedAt, because },
    causes: causes.map((it) => ({ kind: kindOfCause(it), since: it.of })),
    isSummary: summary === true,
  };
}

function makeJoint(id: string, alerts: readonly ReadAlert[]): JointAlert {
  const classes = Map.groupBy(alerts, ({ session }) => session);
  return {
    id,
    at: Math.max(...alerts.map(({ at }) => at)),
    classes: [...classes].map(([session, classAlerts]) => ({
      session,
      count: classAlerts.reduce((sum, { causes }) => sum + causes.length, 0),
    })),
  };
}
