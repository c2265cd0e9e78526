import { Check } from "lucide-react";
import { Button as AriaButton, Dialog, DialogTrigger, Heading, Popover, RadioGroup, ToggleButton } from "react-aria-components";
import { OneOf } from "../../../components/Choice";
import { KioskButton } from "../../../components/KioskButton";
import { LargeTextIcon } from "../../../components/LargeTextIcon";
import { useTexts, type Key } from "../../../i18n";
import { THEMES, type Theme } from "../../../theme/display";
import { useKiosk } from "../kiosk";
import { VolumeControl } from "../VolumeControl";
import styles from "./DisplayMenu.module.css";

const THEME_NAMES: Record<Theme, Key> = { light: "display.light", dark: "display.dark", contrast: "frame.contrast" };

/** Larger text, other colours, controls within reach, how loud the station speaks. */
export function DisplayMenu() {
  const { t } = useTexts();
  const { display, setDisplay } = useKiosk();
  return (
    <DialogTrigger>
      <KioskButton look="tool" icon={<LargeTextIcon />}>
        {t("display.open")}
      </KioskButton>
      <Popover className={styles.popover ?? ""} placement="bottom end" offset={8}>
        <Dialog className={styles.dialog ?? ""}>
          {({ close }) => (
            <>
              <Heading slot="title" className={styles.title ?? ""}>
                {t("display.title")}
              </Heading>
              <Toggle text="display.large" isOn={display.large} onChange={(large) => setDisplay({ ...display, large })} />
              <Toggle text="frame.lowControls" isOn={display.low} onChange={(low) => setDisplay({ ...display, low })} />
              <RadioGroup
                className={styles.themes ?? ""}
                aria-label={t("display.colours")}
                value={display.theme}
                onChange={(theme) => setDisplay({ ...display, theme: theme as Theme })}
              >
                {THEMES.map((theme) => (
                  <OneOf key={theme} value={theme} className={styles.choice}>
                    {t(THEME_NAMES[theme])}
                    <Check className={styles.mark} size={22} aria-hidden="true" />
                  </OneOf>
                ))}
              </RadioGroup>
              <VolumeControl />
              <AriaButton className={styles.close ?? ""} onPress={close}>
                {t("display.close")}
              </AriaButton>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Toggle({ text, isOn, onChange }: { text: Key; isOn: boolean; onChange: (on: boolean) => void }) {
  const { t } = useTexts();
  return (
    <ToggleButton className={styles.choice ?? ""} isSelected={isOn} onChange={onChange}>
      {t(text)}
      <Check className={styles.mark} size={22} aria-hidden="true" />
    </ToggleButton>
  );
}
