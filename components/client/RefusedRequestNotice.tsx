import { Notice } from "../ui/Notice.tsx";
import type { SessionApi } from "./session_api.ts";

export function RefusedRequestNotice({ api }: { api: SessionApi }) {
  const { value } = api.refusal;
  return value && <Notice tone="stop">{value.detail}</Notice>;
}
