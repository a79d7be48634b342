/** @jsxImportSource preact */
/** What every framed page has: the element it fills, its list of apps, its height, its buttons. */
export * from "./element";

interface ButtonProps {
  text: string;
  action: (event: MouseEvent) => void;
  primary?: boolean | undefined;
  /** Whether a click does nothing now. */
  isBusy?: boolean;
}

export const Button = ({ text, action, primary, isBusy = false }: ButtonProps) => (
  <button
    type="button"
    class={primary ? "primary" : ""}
    aria-disabled={isBusy}
    onClick={isBusy ? undefined : action}
  >
    {text}
  </button>
);
