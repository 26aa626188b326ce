/** **Import** and **Export** of what a teacher keeps, alive. */
import {
  LibraryFiles as Buttons,
  type LibraryFilesProps,
} from "../components/library/import/LibraryFiles.tsx";

/** The buttons. */
export default function LibraryFiles(props: LibraryFilesProps) {
  return <Buttons {...props} />;
}
