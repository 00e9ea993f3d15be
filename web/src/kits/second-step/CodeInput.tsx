import { Input, type InputProps, type InputRef } from "antd";
import type { Ref } from "react";
import { CODE_LENGTH, digitsOf } from "@/model/second-step.ts";
import "./code-input.css";

type Props = Omit<InputProps, "value" | "onChange" | "ref"> & {
  ref?: Ref<InputRef>;
  value?: string;
  onChange?: (code: string) => void;
  /** Six digits are there: nothing is left to be pressed. */
  onFull?: (code: string) => void;
};

/** Six digits from an authenticator, typed, pasted or offered by the phone. */
export function CodeInput({ value = "", onChange, onFull, ...rest }: Props) {
  return (
    <Input
      {...rest}
      className="code-input"
      size="large"
      inputMode="numeric"
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      value={value}
      onChange={({ target }) => {
        const code = digitsOf(target.value);
        onChange?.(code);
        if (code.length === CODE_LENGTH && code !== value) onFull?.(code);
      }}
    />
  );
}
