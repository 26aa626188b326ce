/**
 * Plans the messages of one channel from the alerts of all classes (T-2). Above a number of messages an hour, alerts
 * are joined: so a rush of them, or someone with many classes, can't bury a mailbox. A joint message waits five minutes
 * at most, as long as a teacher has, since nobody can say which alert is the grave one.
 */
import { hourMs, minuteMs } from "../../formats/times.ts";

const maxSinglePerHour = 30;
/** Further ones, for classes that had none in the hour: a flood of some classes must not hide another's note. */
const reservedPerHour = 10;
const jointEveryMs = 5 * minuteMs;
/** Alerts in a joint message; more wait for the next. */
const maxInJoint = 200;

/** Of an alert: its class, and when it was due (ms). */
interface SingleMessage {
  session: string;
  at: number;
}

/** The last hour's single messages, and the time of the last joint message (ms). */
export interface MessagePace {
  /** Those of earlier versions are times alone. */
  singles: (SingleMessage | number)[];
  jointAt: number;
}

export function planMessages<Waiting extends SingleMessage>(
  waiting: readonly Waiting[],
  { singles, jointAt }: MessagePace,
  now: number,
): { messages: Waiting[][]; pace: MessagePace } {
  const recent: SingleMessage[] = singles
    .map((it) => typeof it === "number" ? { session: "", at: it } : it)
    .filter(({ at }) => at > now - hourMs);
  const classes = new Set(recent.map(({ session }) => session));
  const single: Waiting[] = [], rest: Waiting[] = [];
  for (const alert of takeTurns(waiting)) {
    const { session } = alert;
    const maxSingles = classes.has(session)
      ? maxSinglePerHour
      : maxSinglePerHour + reservedPerHour;
    if (recent.length < maxSingles) {
      single.push(alert);
      recent.push({ session, at: now });
      classes.add(session);
    } else rest.push(alert);
  }
  const isJointDue = rest.length > 0 && jointAt + jointEveryMs <= now;
  const joint = isJointDue ? rest.slice(0, maxInJoint) : [];
  return {
    messages: [...single.map((it) => [it]), ...isJointDue ? [joint] : []],
    pace: { singles: recent, jointAt: isJointDue ? now : jointAt },
  };
}

/** The first alert of each class, then the second ones: many of one class keep no other waiting. */
function takeTurns<Waiting extends SingleMessage>(
  waiting: readonly Waiting[],
): Waiting[] {
  const byTime = [...waiting].sort((a, b) => a.at - b.at);
  const turns = [...Map.groupBy(byTime, ({ session }) => session).values()]
    .flatMap((alerts) => alerts.map((alert, turn) => ({ alert, turn })));
  return turns.sort((a, b) => a.turn - b.turn || a.alert.at - b.alert.at)
    .map(({ alert }) => alert);
}
