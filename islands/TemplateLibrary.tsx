/** The island of the template list. */
import {
  TemplateList,
  type TemplateListProps,
} from "../components/templates/TemplateList.tsx";
import { useZone } from "../components/ui/use_zone.ts";

export default function TemplateLibrary(props: TemplateListProps) {
  return <TemplateList {...props} zone={useZone(props.zone)} />;
}
