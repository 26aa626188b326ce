/**
 * The waiting page of an early student (S-7): class, start, countdown. Polls,
 * more often around the start, and at once on wake-up or when the network
 * returns.
 */
import { dayMs, hourMs, minuteMs } from "../../formats/times.ts";
import { untranslatedAttribute } from "../../components/ui/untranslated.ts";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { localPath } from "../../locales/local_path.ts";
import {
  classUrlAfterJoin,
  type JoinReply,
} from "../../components/people/joining/class_url.ts";
import { FocusedHeading } from "../../components/page/FocusedHeading.tsx";
import {
  type Problem,
  sendRequest,
} from "../../components/client/send_request.ts";
import { measureClockOffset } from "../../components/client/server_clock.ts";
import {
  isFinalReply,
  usePolling,
} from "../../components/client/use_polling.ts";
import { useTranslationWatch } from "../../components/page/use_translation.ts";
import { Button } from "../../components/ui/Button.tsx";
import { formatClock, formatTime } from "../../formats/format_time.ts";
import { useTimeZone } from "../../components/ui/use_time_zone.ts";
import { early as t } from "texts/people_early.ts";
import "../../components/desk/scheduled/scheduled.css";

interface StillWaits {
  waiting: string;
  for: "teacher" | "start";
  startsAt?: string;
  late?: true;
  name?: string;
}

/** Delay of the next poll (ms), spread over a class. Hidden pages poll less. */
function pollDelayMs(left: number, spread: number, isSeen: boolean): number {
  if (left <= 0 && left > -minuteMs) return 2_000 + 2_000 * spread;
  const usual = isSeen ? 4_000 + 1_000 * spread : 12_000 + 4_000 * spread;
  return left > 0 ? Math.min(usual, left + 800 * spread) : usual;
}

/** `now`: server time of rendering. */
export default function WaitForStart(props: {
  session: string;
  waiting: string;
  name: string;
  className: string;
  startsAt: string;
  now: number;
  zone: string;
}) {
  const { waiting, name } = props;
  const zone = useTimeZone(props.zone);
  useTranslationWatch();
  const startsAt = useSignal(props.startsAt);
  const className = useSignal(props.className);
  const now = useSignal(props.now);
  const isMoved = useSignal(false);
  /** Whether the start is delayed, because another class of the teacher is still running. */
  const isLate = useSignal(false);
  const isOffline = useSignal(false);
  const finalProblem = useSignal<Problem | null>(null);

  const offsetMs = useMemo(() => measureClockOffset(props.now), []);
  const time = () => Date.now() + offsetMs;

  useEffect(() => {
    const clock = setInterval(() => now.value = time(), 1000);
    return () => clearInterval(clock);
  }, []);

  async function pollStatus(): Promise<boolean> {
    const answer = await sendRequest<JoinReply | StillWaits>(
      "GET",
      `/api/waiting/${waiting}`,
    );
    isOffline.value = !answer.ok && answer.problem.status === 0;
    if (!answer.ok) {
      if (!isFinalReply(answer)) return false;
      finalProblem.value = answer.problem;
      return true;
    }
    const { body } = answer;
    if (!("waiting" in body)) {
      location.replace(classUrlAfterJoin(body, name));
      return true;
    }
    if (body.for !== "start") {
      const since = String(Date.now());
      const query = new URLSearchParams({ waiting, name, since });
      location.replace(localPath(`/join?${query}`));
      return true;
    }
    isLate.value = body.late === true;
    if (body.name) className.value = body.name;
    if (body.startsAt && body.startsAt !== startsAt.peek()) {
      startsAt.value = body.startsAt;
      isMoved.value = true;
    }
    return false;
  }
  usePolling(
    waiting,
    pollStatus,
    (chance, isSeen) =>
      pollDelayMs(Date.parse(startsAt.peek()) - time(), chance, isSeen),
  );

  if (finalProblem.value !== null) {
    return <WaitOver problem={finalProblem.value} />;
  }
  const left = Date.parse(startsAt.value) - now.value;
  return (
    <div class="card stack early">
      <p class="quiet">{t.title}</p>
      <h2>{className}</h2>
      <StartTimes startsAt={startsAt.value} left={left} zone={zone} />
      <p role="status">
        {isOffline.value
          ? t.offline
          : isLate.value
          ? t.waitsForOther
          : left < -15_000
          ? t.late
          : left <= 0
          ? t.soon
          : isMoved.value
          ? t.moved
          : t.opens}
      </p>
      <div class="early-foot spread">
        <p class="quiet">{t.as({ name })}</p>
        <form method="post" action={localPath("/join")}>
          <input type="hidden" name="leave" value={props.session} />
          <Button type="submit" look="bare">{t.leave}</Button>
        </form>
      </div>
    </div>
  );
}

function WaitOver({ problem }: { problem: Problem }) {
  return (
    <div class="card stack early">
      <FocusedHeading about="early-why">
        {problem.type === "ended" ? t.cancelledTitle : t.goneTitle}
      </FocusedHeading>
      <p id="early-why">{problem.detail}</p>
      <p>
        <a class="button" href={localPath("/join")}>{t.other}</a>
      </p>
    </div>
  );
}

/** @param props `left` is in ms */
function StartTimes(
  { startsAt, left, zone }: { startsAt: string; left: number; zone: string },
) {
  return (
    <dl class="early-facts">
      <div>
        <dt>{t.starts}</dt>
        <dd>
          <time dateTime={startsAt}>{formatTime(startsAt, "day", zone)}</time>
        </dd>
      </div>
      {left > 0 && left < dayMs && (
        <div>
          <dt>{t.in}</dt>
          <dd class="early-clock figures">
            <span role="timer" {...untranslatedAttribute}>
              {left < hourMs ? formatClock(left) : writeLong(left)}
            </span>
          </dd>
        </div>
      )}
    </dl>
  );
}

/** A duration such as `1:04:07`. */
function writeLong(ms: number): string {
  const minutes = Math.floor(Math.ceil(ms / 1000) / 60);
  const rest = String(minutes % 60).padStart(2, "0");
  const seconds = String(Math.ceil(ms / 1000) % 60).padStart(2, "0");
  return `${Math.floor(minutes / 60)}:${rest}:${seconds}`;
}
