import { QRCode } from "antd";

/** Black on white with a quiet edge, in the dark too: cameras read nothing else reliably. */
export default function Qr({ text, label }: { text: string; label: string }) {
  return (
    <QRCode
      type="svg"
      value={text}
      size={184}
      color="#000000"
      bgColor="#ffffff"
      bordered={false}
      marginSize={3}
      errorLevel="M"
      role="img"
      aria-label={label}
    />
  );
}
