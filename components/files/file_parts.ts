/** Loaded only if there are unsent files. Offline copies of pages include it. */
import { lazyPart } from "../ui/load_part.ts";

export const loadStagedFileList = lazyPart(() =>
  import("./StagedFileList.tsx")
);
