import { Button } from "antd";
import { Copy } from "lucide-react";
import { Dialog } from "@/ui/Dialog.tsx";
import { toast } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import "./design.css";

/** The definition as the text that an app's folder holds. */
export function YamlDialog(props: { file: string; text: string; onClose: () => void }) {
  const say = useSay();
  const copy = () =>
    navigator.clipboard.writeText(props.text).then(
      () => toast(say("design.copied"), true),
      () => toast(say("design.notCopied"), false),
    );
  return (
    <Dialog label={say("design.yaml")} className="design-yaml" onClose={props.onClose}>
      <h2>
        <code>{props.file}</code>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
      <pre tabIndex={0}>{props.text}</pre>
      <footer>
        <Button onClick={() => void copy()} icon={<Copy size={14} />}>
          {say("design.copy")}
        </Button>
        <Button type="primary" data-first onClick={props.onClose}>
          {say("close")}
        </Button>
      </footer>
    </Dialog>
  );
}
