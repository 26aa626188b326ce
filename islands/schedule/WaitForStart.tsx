/**
 * The page of a student who is early (S-7): which class it is, when it starts, how long that is by the server's clock. It
 * asks at the moment, and every few seconds around it; and at once when the device wakes up or is back in the network.
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { localPath } from "../../locales/local_path.ts";
import { type Joined, wayIn } from "../../components/people/joining/way_in.ts";
import { ask, type Problem } from "../../components/session/ask.ts";
import { writeClock, writeTime } from "../../components/ui/time.ts";
import { useZone } from "../../components/ui/use_zone.ts";
import { early as t } from "texts/people_early.ts";
import "./WaitForStart.css";

interface StillWaits {
  waiting: string;
  for: "teacher" | "start";
  startsAt?: string;
}

const minute = 60_000;

/** How long it waits before it asks again, so that not all of a class ask at once (ms). */
function pause(left: number): number {
  const spread = Math.random();
  if (left <= 0) return (left < -5 * minute ? 8_000 : 2_000) + 2_000 * spread;
  const usual = (left > 10 * minute ? 12_000 : 4_000) + 4_000 * spread;
  return Math.min(usual, left + 800 * spread);
}

/** `now` is the server's time when it made the page. */
export default function WaitForStart(props: {
  waiting: string;
  name: string;
  className: string;
  startsAt: string;
  now: number;
  zone: string;
}) {
  const { waiting, name } = props;
  const zone = useZone(props.zone);
  const startsAt = useSignal(props.startsAt);
  const now = useSignal(props.now);
  const moved = useSignal(false);
  const offline = useSignal(false);
  const over = useSignal<Problem | null>(null);

  useEffect(() => {
    const ahead = props.now - Date.now();
    const time = () => Date.now() + ahead;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking = false;
    let done = false;
    const plan = () => {
      clearTimeout(timer);
      if (done) return;
      timer = setTimeout(look, pause(Date.parse(startsAt.peek()) - time()));
    };
    async function look() {
      if (asking || done) return;
      asking = true;
      const answer = await ask<Joined | StillWaits>(
        "GET",
        `/api/waiting/${waiting}`,
      );
      asking = false;
      if (done) return;
      offline.value = !answer.ok && answer.problem.status === 0;
      if (answer.ok) {
        const { body } = answer;
        if (!("waiting" in body)) {
          done = true;
          return location.replace(wayIn(body, name));
        }
        if (body.for !== "start") {
          done = true;
          const since = String(Date.now());
          const asked = new URLSearchParams({ waiting, name, since });
          return location.replace(localPath(`/join?${asked}`));
        }
        if (body.startsAt && body.startsAt !== startsAt.peek()) {
          startsAt.value = body.startsAt;
          moved.value = true;
        }
      } else if (answer.problem.status >= 400 && answer.problem.status < 429) {
        done = true;
        over.value = answer.problem;
      }
      plan();
    }
    const wake = () => {
      if (document.visibilityState === "visible") void look();
    };
    const clock = setInterval(() => now.value = time(), 1000);
    addEventListener("online", look);
    addEventListener("pageshow", wake);
    document.addEventListener("visibilitychange", wake);
    plan();
    return () => {
      done = true;
      clearTimeout(timer);
      clearInterval(clock);
      removeEventListener("online", look);
      removeEventListener("pageshow", wake);
      document.removeEventListener("visibilitychange", wake);
    };
  }, []);

  if (over.value !== null) {
    return (
      <div class="card stack early" role="status">
        <h2>{over.value.type === "ended" ? t.cancelledTitle : t.goneTitle}</h2>
        <p>{over.value.detail}</p>
        <p>
          <a class="button" href={localPath("/join")}>{t.other}</a>
        </p>
      </div>
    );
  }
  const left = Date.parse(startsAt.value) - now.value;
  return (
    <div class="card stack early">
      <p class="quiet">{t.title}</p>
      <h2>{props.className}</h2>
      <dl class="early-facts">
        <div>
          <dt>{t.starts}</dt>
          <dd>
            <time dateTime={startsAt.value}>
              {writeTime(startsAt.value, "day", zone)}
            </time>
          </dd>
        </div>
        {left > 0 && left < 24 * 60 * minute && (
          <div>
            <dt>{t.in}</dt>
            <dd class="early-clock figures">
              <span role="timer">
                {left < 60 * minute ? writeClock(left) : writeLong(left)}
              </span>
            </dd>
          </div>
        )}
      </dl>
      <p role="status">
        {offline.value
          ? t.offline
          : left < -minute
          ? t.late
          : left <= 0
          ? t.soon
          : moved.value
          ? t.moved
          : t.opens}
      </p>
      <div class="early-foot spread">
        <p class="quiet">{t.as({ name })}</p>
        <a class="button bare" href={localPath("/join")}>{t.leave}</a>
      </div>
    </div>
  );
}

/** Hours, minutes and seconds: `1:04:07`. */
function writeLong(ms: number): string {
  const minutes = Math.floor(Math.ceil(ms / 1000) / 60);
  const rest = String(minutes % 60).padStart(2, "0");
  const seconds = String(Math.ceil(ms / 1000) % 60).padStart(2, "0");
  return `${Math.floor(minutes / 60)}:${rest}:${seconds}`;
}
