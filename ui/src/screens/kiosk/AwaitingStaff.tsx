import { Hand } from "lucide-react";
import { useTexts } from "../../i18n";
import { Frame } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useHelpText } from "./HelpDialog";
import { useKiosk } from "./kiosk";
import parts from "./parts.module.css";

/** A question stands still as long as staff are called: none of its own actions would lead anywhere. */
export function AwaitingStaff() {
  const { t } = useTexts();
  const { send } = useKiosk();
  const { title, lead } = useHelpText();
  return (
    <Frame primary={{ text: t("help.over"), leads: "on", onPress: () => send({ do: "help_over" }) }}>
      <div className={parts.center}>
        <span className={parts.sign} aria-hidden="true">
          <Hand size={40} strokeWidth={1.6} />
        </span>
        <ScreenTitle>{title}</ScreenTitle>
        <p className={parts.lead}>{lead}</p>
      </div>
    </Frame>
  );
}
