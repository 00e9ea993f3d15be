import { Input, type InputProps, type InputRef } from "antd";
import type { Ref } from "react";
import "./code-input.css";

/** One of the codes that were kept; how it is written is the server's to forgive. */
export function RecoveryInput(props: InputProps & { ref?: Ref<InputRef> }) {
  return (
    <Input
      {...props}
      className="recovery-input"
      size="large"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      placeholder="xxxxx-xxxxx"
    />
  );
}
