import { CircleCheck, IdCard, Info, RotateCcw, UserRoundCheck } from "lucide-react";
import { useState } from "react";
import { CameraView } from "../../components/CameraView";
import { KioskButton } from "../../components/KioskButton";
import { Pill } from "../../components/Pill";
import { sentences, useTexts, type Key } from "../../i18n";
import { CardFieldRow } from "./CardFieldRow";
import { Corners } from "./Corners";
import { Frame } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useSayHint } from "./frame/useSayHint";
import { useKiosk, type ScreenOf } from "./kiosk";
import parts from "./parts.module.css";
import styles from "./Card.module.css";

const HINTS: Record<string, Key> = {
  place: "id.place",
  glare: "id.glare",
  blur: "id.blur",
  expired: "id.expired",
  mismatch: "id.mismatch",
  number: "id.number.differs",
  read: "id.read",
};

/** The card is laid into the frame, then what was read is checked by the one whom it belongs to. */
export function Card({ screen }: { screen: ScreenOf<"card"> }) {
  const { t, language } = useTexts();
  const { view, send } = useKiosk();
  const [editing, setEditing] = useState<string | null>(null);
  const hint = HINTS[screen.hint];
  const good = screen.hint === "read";
  const byStaff = screen.hint === "staff";
  useSayHint(hint ? t(hint) : "");
  return (
    <Frame
      {...(screen.read ? { primary: { text: t("id.right"), leads: "on" as const, onPress: () => send({ do: "continue" }), isDisabled: editing !== null } } : {})}
    >
      <div className={parts.two}>
        <div className={parts.column}>
          <div className={parts.picture}>
          <CameraView state={view.devices.camera}>
            {!screen.read && <Corners tone={good ? "good" : "plain"} wide />}
            {hint && (
              <div className={parts.chip} role="status">
                <Pill tone={good ? "good" : "paper"} icon={good ? <CircleCheck size={22} strokeWidth={1.75} aria-hidden="true" /> : <Info size={22} strokeWidth={1.75} aria-hidden="true" />}>
                  {t(hint)}
                </Pill>
              </div>
            )}
          </CameraView>
          </div>
          <div className={parts.row}>
            {screen.may_read && (
              <KioskButton look="secondary" icon={<RotateCcw size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={() => send({ do: "card_again" })}>
                {t("id.again")}
              </KioskButton>
            )}
            {!byStaff && (
              <KioskButton look="secondary" icon={<UserRoundCheck size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={() => send({ do: "no_card" })}>
                {t("id.noCard")}
              </KioskButton>
            )}
          </div>
          <p className={parts.note}>{sentences([screen.read ? t("id.masked") : "", t("id.kept")], language)}</p>
        </div>
        {screen.read ? (
          <div className={parts.column}>
            <div>
              <ScreenTitle>{t("id.check")}</ScreenTitle>
              <p className={parts.lead}>{t("id.edit")}</p>
            </div>
            <div className={styles.fields}>
              {screen.fields.map((field) => (
                <CardFieldRow key={field.name} field={field} isEditing={editing === field.name} onEdit={(on) => setEditing(on ? field.name : null)} />
              ))}
            </div>
          </div>
        ) : (
          <div className={`${parts.column} ${styles.waiting}`}>
            <span className={parts.sign} aria-hidden="true">
              <IdCard size={40} strokeWidth={1.6} />
            </span>
            <ScreenTitle>{t(byStaff ? "id.staff" : "id.title")}</ScreenTitle>
            <p className={parts.lead}>{t(byStaff ? "id.staff.lead" : "id.place")}</p>
          </div>
        )}
      </div>
    </Frame>
  );
}
