/** What staff ask of a call, and the words that say that it was done. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { SessionApi } from "../../session/session_api.ts";
import type { Call } from "../call.ts";

/** For one place of the page: it says of its own presses what became of them. */
export function useActs(call: Call) {
  const api = useMemo(
    () => new SessionApi(call.session.seat.session),
    [call],
  );
  const said = useSignal("");
  const act = async (
    method: "POST" | "DELETE",
    path: string,
    done: string,
  ) => {
    said.value = "";
    if (await api.act(method, path) !== null) said.value = done;
  };
  return { api, said, act };
}
