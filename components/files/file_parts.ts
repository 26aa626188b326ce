/** Loaded for unsent files only; offline copies of pages include them. */
import { lazyPart } from "../ui/load_part.ts";

export const loadStagedFileList = lazyPart(() =>
  import("./StagedFileList.tsx")
);
