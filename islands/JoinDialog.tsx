/**
 * Joins in a card: on the first page the code, then the name; on `/join` both.
 * Shows refusals at the field, retries while many try (S-2), waits for the
 * teacher (J-2).
 */
import { minuteMs } from "../formats/times.ts";
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import {
  type Problem,
  type Reply,
  sendRequest,
} from "../components/client/send_request.ts";
import { isFinalReply, usePolling } from "../components/client/use_polling.ts";
import {
  type ClassToJoin,
  type JoinErrors,
  JoinForm,
} from "../components/people/joining/JoinForm.tsx";
import {
  forgetJoinKey,
  joinIdempotencyKey,
} from "../components/people/joining/join_key.ts";
import {
  classUrlAfterJoin,
  type JoinReply,
} from "../components/people/joining/class_url.ts";
import { WaitToJoin } from "../components/people/joining/WaitToJoin.tsx";
import { useTimeZone } from "../components/ui/use_time_zone.ts";
import { bounds, isJoinCode } from "../classroom/model/bounds.ts";
import { listDatabases } from "../sync/client/databases.ts";
import { join as t, landing } from "texts/people_join.ts";
import "../components/people/joining/joining.css";
import { localPath } from "../locales/local_path.ts";

/** Time (ms) without a decision after which a student may join as new. */
const joinAsNewAfterMs = minuteMs;

type Step =
  | { kind: "form"; errors: JoinErrors }
  | { kind: "asking"; inLine: boolean }
  | { kind: "slow"; after: number }
  | {
    kind: "waiting";
    id: string;
    /** Start of the wait (ms). */
    since: number;
    isCrowded: boolean;
    isFormer: boolean;
  };

interface MustWait {
  waiting: string;
  for: "teacher" | "start";
  /** `new`: many are joining at once (J-9). */
  kind?: "rejoin" | "return" | "new";
}

/** `names`: of the class list. */
interface FoundClass {
  class: ClassToJoin;
  names: { name: string; taken: boolean }[];
  /** The browser's student. */
  you?: string;
}

interface Props {
  /** On the first page the name follows the code; on `/join` both are shown. */
  place: "landing" | "page";
  code: string;
  name: string;
  errors: JoinErrors;
  /** True if the code does not take the focus. */
  isUnfocused?: boolean;
}

export default function JoinDialog(props: Props) {
  // Sets the zone's cookie for later pages.
  useTimeZone("");
  const isOnLanding = props.place === "landing";
  const codeFirst = useSignal(isOnLanding);
  const card = useRef<HTMLDialogElement>(null);
  // The code of a link is not asked for again.
  const isLinked = !isOnLanding && isJoinCode(props.code);
  const { step, request, now, join, joinAtOnce, settle } = useJoining(props);
  const fieldOf = (name: string) =>
    card.current?.querySelector<HTMLInputElement>(`[name=${name}]`);
  const isIn = (name: string) => document.activeElement === fieldOf(name);
  const { foundClass, load } = useFoundClass(step, () => {
    if (!isOnLanding || fieldOf("name")?.value) return;
    codeFirst.value = true;
    fieldOf("sessionCode")?.focus();
  });
  useEffect(() => {
    void load(props.code).then(() => {
      const { you } = foundClass.peek() ?? {};
      if (!isLinked || you === undefined) return;
      // A preview of the link, which nobody looks at, joins nothing.
      onceVisible(() => {
        if (step.peek().kind === "form" && !fieldOf("name")?.value) {
          joinAtOnce(you);
        }
      });
    });
    void tidyFormer();
  }, []);
  // Focuses the name after the code.
  useEffect(() => {
    if (isOnLanding && !codeFirst.value) fieldOf("name")?.focus();
  }, [codeFirst.value]);

  function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    if (step.value.kind !== "form") return;
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const code = digitsOf(String(data.get("sessionCode")));
    const name = String(data.get("name") ?? "").trim();
    request.current = { code, name };
    const errors = errorsIn(code, name);
    // Enter after the code alone goes on to the name; only Enter there says that it is missing.
    if (name === "" && isIn("sessionCode")) delete errors.name;
    if (codeFirst.value && !errors.code) {
      step.value = { kind: "form", errors: {} };
      codeFirst.value = false;
    } else if (errors.code || errors.name) {
      step.value = { kind: "form", errors };
      fieldOf(errors.code ? "sessionCode" : "name")?.focus();
    } else if (name === "") {
      step.value = { kind: "form", errors };
      fieldOf("name")?.focus();
    } else join();
  }

  async function onAsNew(event: SubmitEvent) {
    event.preventDefault();
    const current = step.value;
    if (current.kind !== "waiting") return;
    settle(await sendRequest("POST", `/api/waiting/${current.id}`));
  }

  const current = step.value;
  const waits = current.kind === "waiting";
  return (
    <dialog
      class="dialog join-page"
      open
      ref={card}
      aria-labelledby="join-heading"
    >
      <h2 id="join-heading" class="join-heading">
        {waits ? t.waitingTitle : isOnLanding ? landing.student : t.heading}
      </h2>
      {waits
        ? (
          <WaitToJoin
            waiting={current.id}
            name={request.current.name}
            isCrowded={current.isCrowded}
            isFormer={current.isFormer}
            mayJoinAsNew={now.value - current.since > joinAsNewAfterMs}
            onAsNew={onAsNew}
            onBack={() => {
              request.current.name = "";
              step.value = { kind: "form", errors: {} };
            }}
          />
        )
        : (
          <JoinForm
            code={request.current.code}
            name={request.current.name}
            errors={current.kind === "form" ? current.errors : {}}
            isCodeFirst={codeFirst.value}
            isLinked={isLinked}
            isUnfocused={props.isUnfocused}
            busy={busyWords(current)}
            classToJoin={foundClass.value?.class}
            names={foundClass.value?.names.filter(({ taken }) => !taken)
              .map(({ name }) => name)}
            onSubmit={onSubmit}
            onName={load}
          />
        )}
      {isOnLanding && !waits && (
        <a class="button bare" href={localPath("/my")}>{landing.my}</a>
      )}
    </dialog>
  );
}

/** Asks to join, retries while many do, and asks for the teacher's decision while the student waits. */
function useJoining(props: Props) {
  const request = useRef({ code: props.code, name: props.name });
  const step = useSignal<Step>({ kind: "form", errors: props.errors });
  const now = useSignal(0);
  const isAtOnce = useRef(false);

  function joinAtOnce(name: string) {
    request.current.name = name;
    isAtOnce.current = true;
    void join();
  }

  async function join() {
    step.value = { kind: "asking", inLine: step.value.kind === "slow" };
    const { code, name } = request.current;
    const answer = await sendRequest<JoinReply | MustWait>(
      "POST",
      "/api/join",
      {
        code,
        name,
        press: joinIdempotencyKey(),
      },
    );
    forgetJoinKey(answer.ok ? undefined : answer.problem.status);
    settle(answer);
  }

  /** Goes to the class, the waiting step, or back to the form. */
  function settle(answer: Reply<JoinReply | MustWait>) {
    if (!answer.ok) {
      const { problem } = answer;
      step.value = problem.status === 429
        ? { kind: "slow", after: problem.retryAfter * 1000 }
        : { kind: "form", errors: errorsOf(problem) };
      return;
    }
    const { body } = answer;
    if (!("waiting" in body)) {
      const { code, name } = request.current;
      const link = isAtOnce.current ? code : undefined;
      return location.assign(classUrlAfterJoin(body, name, link));
    }
    // Early students wait on a separate page, which survives a reload (S-7).
    if (body.for === "start") {
      const { waiting } = body, { name } = request.current;
      const query = new URLSearchParams({ waiting, name });
      return location.assign(localPath(`/join?${query}`));
    }
    step.value = {
      kind: "waiting",
      id: body.waiting,
      since: Date.now(),
      isCrowded: body.kind === "new",
      isFormer: body.kind === "return",
    };
  }

  // Retries; the server keeps the place in line for some seconds.
  useEffect(() => {
    const current = step.value;
    if (current.kind !== "slow") return;
    // Spreads retries of a whole class.
    const spread = Math.random() * 1000;
    const timer = setTimeout(join, current.after + spread);
    return () => clearTimeout(timer);
  }, [step.value]);

  const waiting = step.value.kind === "waiting" ? step.value : null;
  usePolling(waiting, async () => {
    now.value = Date.now();
    const answer = await sendRequest<JoinReply | MustWait>(
      "GET",
      `/api/waiting/${waiting?.id}`,
    );
    if (step.value !== waiting) return true;
    const isDone = isFinalReply(answer) &&
      !(answer.ok && "waiting" in answer.body);
    if (isDone) settle(answer);
    return isDone;
  });
  return { step, request, now, join, joinAtOnce, settle };
}

/**
 * The class of a typed code.
 *
 * @param onWrongCode called for a code of no class, which the form shows before the name is typed
 */
function useFoundClass(step: Signal<Step>, onWrongCode: () => void) {
  const foundClass = useSignal<FoundClass | null>(null);
  const loaded = useRef("");
  const loading = useRef(Promise.resolve());

  /** Also asked by the name's focus, which may come first: then both wait for one answer. */
  function load(typed: string): Promise<void> {
    const code = digitsOf(typed);
    if (isJoinCode(code) && code !== loaded.current) {
      loaded.current = code;
      loading.current = find(code);
    }
    return loading.current;
  }

  async function find(code: string): Promise<void> {
    const askOnce = () =>
      sendRequest<FoundClass>("POST", "/api/join/names", { code });
    let answer = await askOnce();
    // Waits in line, unless Join is pressed meanwhile.
    while (!answer.ok && answer.problem.status === 429) {
      const { retryAfter } = answer.problem;
      await new Promise((resolve) => setTimeout(resolve, retryAfter * 1000));
      if (step.value.kind !== "form" || loaded.current !== code) return;
      answer = await askOnce();
    }
    const isWrong = !answer.ok && answer.problem.type === "no-such-code";
    const { kind } = step.value;
    if (kind === "form" && (isWrong || step.value.errors.code)) {
      step.value = { kind, errors: isWrong ? { code: t.wrongCode } : {} };
      if (isWrong) onWrongCode();
    }
    foundClass.value = answer.ok ? answer.body : null;
  }
  return { foundClass, load };
}

function onceVisible(act: () => void): void {
  if (document.visibilityState === "visible") return act();
  document.addEventListener("visibilitychange", () => act(), { once: true });
}

/** The form's status line while the student's request is under way. */
function busyWords(step: Step): string | undefined {
  if (step.kind === "form" || step.kind === "waiting") return undefined;
  return step.kind === "slow" || step.inLine ? t.slow : t.joining;
}

/** Clears data of earlier classes that the student is out of. */
async function tidyFormer(): Promise<void> {
  const names = await listDatabases();
  if (!names.some((name) => name.startsWith("homeroom"))) return;
  const { deleteStaleDeviceData } = await import(
    "../components/client/stale_device_data.ts"
  );
  await deleteStaleDeviceData();
}

function digitsOf(typed: string): string {
  return typed.replace(/[\s-]/g, "");
}

/** Faults that are known without the server. */
function errorsIn(code: string, name: string): JoinErrors {
  return {
    code: isJoinCode(code) ? undefined : t.needCode,
    name: name === ""
      ? t.needName
      : name.length > bounds.displayName
      ? t.longName({ most: bounds.displayName })
      : undefined,
  };
}

function errorsOf({ type, detail }: Problem): JoinErrors {
  switch (type) {
    case "no-such-code":
      return { code: t.wrongCode };
    case "name-refused":
    case "name-taken":
    case "too-long":
    case "empty":
      return { name: detail };
    case "not-allowed":
      return { form: t.notAllowed };
    default:
      return { form: detail };
  }
}
