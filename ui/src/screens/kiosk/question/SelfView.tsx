import { Eye, EyeOff, Info } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { CameraView } from "../../../components/CameraView";
import { Pill } from "../../../components/Pill";
import { useTexts } from "../../../i18n";
import { useKiosk } from "../kiosk";
import parts from "../parts.module.css";
import styles from "./Question.module.css";

/** The own picture, which may be hidden; recording goes on either way. */
export function SelfView() {
  const { t } = useTexts();
  const { view, send } = useKiosk();
  const hidden = view.needs.hide_self;
  const Icon = hidden ? Eye : EyeOff;
  return (
    <div className={styles.self} data-hidden={hidden || undefined}>
      <CameraView state={view.devices.camera} mirrored hidden={hidden ? t("q.hidden") : undefined}>
        {!hidden && view.lamp === "off" && view.devices.camera === "live" && (
          <div className={parts.chip}>
            <Pill tone="paper" icon={<Info size={22} strokeWidth={1.75} aria-hidden="true" />}>
              {t("camera.previewNow")}
            </Pill>
          </div>
        )}
        {view.devices.camera === "live" && (
          <AriaButton
            className={styles.hide ?? ""}
            data-look="onPicture"
            onPress={() => send({ do: "set_needs", needs: { ...view.needs, hide_self: !hidden } })}
          >
            <Icon size={22} strokeWidth={1.75} aria-hidden="true" />
            {t(hidden ? "q.showSelf" : "q.hideSelf")}
          </AriaButton>
        )}
      </CameraView>
    </div>
  );
}
