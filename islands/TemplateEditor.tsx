/** The form of a prompt template, alive. */
import {
  TemplateForm,
  type TemplateFormProps,
} from "../components/templates/TemplateForm.tsx";

/** The form. */
export default function TemplateEditor(props: TemplateFormProps) {
  return <TemplateForm {...props} />;
}
