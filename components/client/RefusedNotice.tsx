import { Notice } from "../ui/Notice.tsx";
import type { SessionApi } from "./session_api.ts";

export function RefusedNotice({ api }: { api: SessionApi }) {
  const { value } = api.trouble;
  return value && <Notice tone="stop">{value.detail}</Notice>;
}
