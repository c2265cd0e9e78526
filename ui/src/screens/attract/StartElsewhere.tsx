import { ArrowLeft } from "lucide-react";
import { Button } from "../../components/Button";
import { BrandMark } from "../../components/Brand";
import { Lamp } from "../../components/Lamp";
import { useTexts } from "../../i18n";
import styles from "./StartElsewhere.module.css";

/** This version carries out interviews from the command line: says so, and who helps. */
export function StartElsewhere({ onBack }: { onBack: () => void }) {
  const { t } = useTexts();
  return (
    <main className={styles.screen}>
      <header className={styles.header}>
        <BrandMark size={40} />
        <p className={styles.name}>{t("app.name")}</p>
        <Lamp />
      </header>
      <div className={styles.body}>
        <h1 className={styles.title}>{t("start.title")}</h1>
        <p className={styles.lead}>{t("start.lead")}</p>
        <Button look="kioskPrimary" autoFocus onPress={onBack}>
          <ArrowLeft size={26} aria-hidden="true" />
          {t("frame.back")}
        </Button>
      </div>
    </main>
  );
}
