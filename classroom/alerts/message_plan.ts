/**
 * Plans the messages of one channel from the alerts of all classes (T-2). Above a number of messages an hour, alerts
 * are joined: so a rush of them, or someone with many classes, can't bury a mailbox. A joint message waits five minutes
 * at most, as long as a teacher has, since nobody can say which alert is the grave one.
 */
import { hourMs, minuteMs } from "../model/times.ts";

const maxSinglePerHour = 30;
const jointEveryMs = 5 * minuteMs;
/** Alerts in a joint message; more wait for the next. */
const maxInJoint = 200;

/** Times of the last hour's single messages, and of the last joint message (ms). */
export interface MessagePace {
  singles: number[];
  jointAt: number;
}

interface WaitingAlert {
  session: string;
  at: number;
}

export function planMessages<Waiting extends WaitingAlert>(
  waiting: readonly Waiting[],
  { singles, jointAt }: MessagePace,
  now: number,
): { messages: Waiting[][]; pace: MessagePace } {
  const recent = singles.filter((at) => at > now - hourMs);
  const inTurn = takeTurns(waiting);
  const free = Math.max(0, maxSinglePerHour - recent.length);
  const single = inTurn.slice(0, free);
  const isJointDue = inTurn.length > free && jointAt + jointEveryMs <= now;
  const joint = isJointDue ? inTurn.slice(free, free + maxInJoint) : [];
  return {
    messages: [...single.map((it) => [it]), ...isJointDue ? [joint] : []],
    pace: {
      singles: [...recent, ...single.map(() => now)],
      jointAt: isJointDue ? now : jointAt,
    },
  };
}

/** The first alert of each class, then the second ones: many of one class keep no other waiting. */
function takeTurns<Waiting extends WaitingAlert>(
  waiting: readonly Waiting[],
): Waiting[] {
  const byTime = [...waiting].sort((a, b) => a.at - b.at);
  const turns = [...Map.groupBy(byTime, ({ session }) => session).values()]
    .flatMap((alerts) => alerts.map((alert, turn) => ({ alert, turn })));
  return turns.sort((a, b) => a.turn - b.turn || a.alert.at - b.alert.at)
    .map(({ alert }) => alert);
}
