/** A button with a menu: native popover, arrow keys, Escape; a hundred lines instead of a library's forty kilobytes. */
import { Check } from "lucide-react";
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import "./menu.css";

export type MenuItem =
  | { type: "divider"; key: string }
  | { type: "group"; key: string; label: ReactNode }
  | {
      type?: undefined;
      key: string;
      label: ReactNode;
      icon?: ReactNode;
      danger?: boolean;
      disabled?: boolean;
      checked?: boolean;
      onClick?: () => void;
    };

interface MenuButtonProps {
  items: readonly MenuItem[];
  label?: string | undefined;
  title?: string | undefined;
  className: string;
  side?: "bottom" | "bottomEnd" | "right" | "top";
  on?: boolean;
  tabIndex?: number;
  /** More of the button itself, such as being draggable. */
  button?: React.ButtonHTMLAttributes<HTMLButtonElement>;
  children: ReactNode;
}

const GAP = 4;

function placed(
  anchor: DOMRect,
  menu: DOMRect,
  side: NonNullable<MenuButtonProps["side"]>,
): CSSProperties {
  const wanted =
    side === "right"
      ? { left: anchor.right + GAP, top: anchor.bottom - menu.height }
      : side === "top"
        ? { left: anchor.left, top: anchor.top - menu.height - GAP }
        : {
            left: side === "bottomEnd" ? anchor.right - menu.width : anchor.left,
            top: anchor.bottom + GAP,
          };
  const fits = wanted.top + menu.height < window.innerHeight;
  return {
    left: Math.max(GAP, Math.min(wanted.left, window.innerWidth - menu.width - GAP)),
    top: Math.max(
      GAP,
      fits
        ? wanted.top
        : Math.min(anchor.top - menu.height - GAP, window.innerHeight - menu.height - GAP),
    ),
  };
}

function MenuBody(props: {
  items: readonly MenuItem[];
  anchor: HTMLElement;
  side: NonNullable<MenuButtonProps["side"]>;
  onClose: () => void;
}) {
  const menu = useRef<HTMLDivElement>(null);
  const { anchor, side } = props;
  useLayoutEffect(() => {
    const box = menu.current;
    if (!box) return;
    box.showPopover();
    const { left, top } = placed(anchor.getBoundingClientRect(), box.getBoundingClientRect(), side);
    Object.assign(box.style, { left: `${left}px`, top: `${top}px` });
    box.querySelector<HTMLElement>("[role^=menuitem]:not([disabled])")?.focus();
  }, [anchor, side]);
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Tab") return props.onClose();
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -1000, End: 1000 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [
      ...(menu.current?.querySelectorAll<HTMLElement>("[role^=menuitem]:not([disabled])") ?? []),
    ];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next =
      Math.abs(step) > 1 ? (step < 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
    all[next]?.focus();
  };
  return (
    <div
      ref={menu}
      role="menu"
      popover="auto"
      className="menu"
      onKeyDown={onKeyDown}
      onToggle={(event) => {
        if (event.newState === "closed") props.onClose();
      }}
    >
      {props.items.map((item) =>
        item.type === "divider" ? (
          <hr key={item.key} />
        ) : item.type === "group" ? (
          <div key={item.key} className="menu-group" role="presentation">
            {item.label}
          </div>
        ) : (
          <button
            key={item.key}
            type="button"
            role={item.checked === undefined ? "menuitem" : "menuitemradio"}
            {...(item.checked === undefined ? {} : { "aria-checked": item.checked })}
            disabled={item.disabled}
            data-danger={item.danger || undefined}
            onClick={(event) => {
              event.stopPropagation();
              props.onClose();
              item.onClick?.();
            }}
          >
            {item.icon ? <span className="menu-icon">{item.icon}</span> : null}
            <span className="grow">{item.label}</span>
            {item.checked ? <Check size={14} aria-hidden /> : null}
          </button>
        ),
      )}
    </div>
  );
}

export function MenuButton(props: MenuButtonProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = () => {
    // The button gets the focus back, unless something else has taken it.
    if (document.activeElement === document.body || document.activeElement?.closest(".menu"))
      anchor?.focus();
    setAnchor(null);
  };
  return (
    <>
      <button
        type="button"
        {...props.button}
        className={props.className}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-label={props.label}
        title={props.title}
        tabIndex={props.tabIndex}
        data-on={props.on}
        onClick={(event) => setAnchor(anchor ? null : event.currentTarget)}
      >
        {props.children}
      </button>
      {anchor ? (
        <MenuBody
          items={props.items}
          anchor={anchor}
          side={props.side ?? "bottom"}
          onClose={close}
        />
      ) : null}
    </>
  );
}
