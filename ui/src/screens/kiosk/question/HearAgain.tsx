import { Volume2 } from "lucide-react";
import { KioskButton } from "../../../components/KioskButton";
import { useTexts } from "../../../i18n";
import { useKiosk, type ScreenOf } from "../kiosk";

/** The station reads the question once more. */
export function HearAgain({ screen }: { screen: ScreenOf<"question"> }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  return (
    <KioskButton
      look="secondary"
      icon={<Volume2 size={24} strokeWidth={1.75} aria-hidden="true" />}
      isDisabled={screen.reading}
      onPress={() => send({ do: "hear", text: screen.text })}
    >
      {t(screen.reading ? "q.reading" : "q.again")}
    </KioskButton>
  );
}
