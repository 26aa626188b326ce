/** What shows files that are not sent yet. Most pages of a class show none, and a page that is kept for offline has it. */
import { lazyPart } from "../ui/load_part.ts";

export const loadStagedList = lazyPart(() => import("./StagedList.tsx"));
export const loadUploadItem = lazyPart(() => import("./UploadItem.tsx"));
