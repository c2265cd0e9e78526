import { UserRoundCheck } from "lucide-react";
import { useTexts } from "../../i18n";
import { Frame } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useKiosk, type ScreenOf } from "./kiosk";
import parts from "./parts.module.css";

/** A consent was refused without which this station can't go on: the other way, and the way back. */
export function OtherWay({ screen }: { screen: ScreenOf<"other_way"> }) {
  const { t, named } = useTexts();
  const { send } = useKiosk();
  return (
    <Frame primary={{ text: t("done.clearNow"), onPress: () => send({ do: "clear_now" }) }} onBack={() => send({ do: "back" })} canStop={false}>
      <div className={parts.center}>
        <span className={parts.sign} aria-hidden="true">
          <UserRoundCheck size={40} strokeWidth={1.6} />
        </span>
        <ScreenTitle>{t("otherWay.title")}</ScreenTitle>
        <p className={parts.lead}>{named(`consent.${screen.purpose}.no`)}</p>
        <p className={parts.lead}>{t("otherWay.lead")}</p>
      </div>
    </Frame>
  );
}
