/** Why the last request that a place of the page made was refused. */
import { Notice } from "../ui/Notice.tsx";
import type { SessionApi } from "./session_api.ts";

/** The notice; nothing where it was not. */
export function RefusedNotice({ api }: { api: SessionApi }) {
  const { value } = api.trouble;
  return value && <Notice tone="stop">{value.detail}</Notice>;
}
