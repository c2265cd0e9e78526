//! The second guard behind the voice activity detector: what the recogniser wrote although
//! nobody said it.
//!
//! Whisper fills doubtful sound with phrases of its training (thanks of video makers, subtitle
//! credits) and repeats itself in loops. Neither may enter a transcript: it would be quoted.

use super::decode::Decoded;
use super::words::Glyph;

/// What is known of the sound of a segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Acoustics {
    /// Milliseconds of speech in it.
    pub(crate) speech_ms: i64,
    /// Mean probability of speech over its runs, 0–1.
    pub(crate) mean_speech: f32,
    /// Level of its runs over the room, in dB; none where the room was never heard.
    pub(crate) over_room_db: Option<f64>,
}

/// What to do with what was decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Take it.
    Keep,
    /// Try another way of decoding; take it when that is no better.
    Doubt,
    /// Try another way of decoding; never take it.
    Refuse,
    /// Nobody said that.
    Drop,
}

/// Below this mean log probability another way of decoding is tried. Clear speech gives −0.05 to
/// −0.35, a voice recognisers find hard −0.5, speech no louder than the babble around it −0.95
/// with seven of ten characters wrong (measured on `speech/hard`; OpenAI's threshold is −1.0).
const DOUBTFUL: f32 = -0.7;
/// Below this nothing is believed: more characters wrong than right.
const HOPELESS: f32 = -0.9;
/// The recogniser's own estimate above which a doubtful decoding counts as silence (OpenAI: 0.6).
const NO_SPEECH: f32 = 0.6;
/// More characters per second of speech than anybody says (fast Mandarin is 8, English 25).
const MAX_CHARACTERS_PER_S: f64 = 40.0;
/// Fewer characters per second than anybody says who speaks for longer than `SPARSE_MS`: the
/// recogniser has not followed (slow Mandarin is 2.5).
const MIN_CHARACTERS_PER_S: f64 = 1.0;
const SPARSE_MS: i64 = 4000;
/// So many characters in a row like the prompt are an echo of it until a decoding without the
/// prompt says the same. An echo in a transcript would be quoted as the candidate's words.
const ECHO_CHARACTERS: usize = 6;
/// Acoustics are weak below these: a mean probability, milliseconds, dB over the room.
const WEAK_MEAN: f32 = 0.7;
const WEAK_MS: i64 = 400;
const WEAK_DB: f64 = 6.0;

/// Phrases that whisper is known to write on noise. They are dropped only where the sound is weak:
/// a candidate may well say thanks.
const PHRASES: &[&str] = &[
    "谢谢观看",
    "谢谢大家",
    "谢谢收看",
    "感谢观看",
    "感谢收看",
    "谢谢",
    "字幕",
    "订阅",
    "点赞",
    "转发",
    "打赏",
    "明镜",
    "多谢您的观看",
    "下集再见",
    "下期再见",
    "请不吝",
    "再见",
    "拜拜",
    "thank you",
    "thanks for watching",
    "subscribe",
    "subtitles",
    "amara.org",
    "bye",
    "you",
    "see you next time",
];

/// Whether a doubtful decoding may be taken when no attempt was better.
pub(crate) fn credible(mean_log_probability: f32) -> bool {
    mean_log_probability >= HOPELESS
}

/// Judges a whole segment. `prompt` is what stood in front of it.
pub(crate) fn judge(
    decoded: &Decoded,
    glyphs: &[Glyph],
    sound: Acoustics,
    prompt: Option<&str>,
) -> Verdict {
    let spoken = glyphs.iter().filter(|glyph| glyph.character.is_alphanumeric()).count();
    if spoken == 0 {
        return Verdict::Drop;
    }
    let weak = sound.mean_speech < WEAK_MEAN
        || sound.speech_ms < WEAK_MS
        || sound.over_room_db.is_some_and(|db| db < WEAK_DB);
    let log = decoded.mean_log_probability;
    let too_many = spoken as f64 > MAX_CHARACTERS_PER_S * sound.speech_ms.max(200) as f64 / 1000.0;
    let silent = decoded.no_speech > NO_SPEECH && log < DOUBTFUL;
    if silent || (weak && (log < DOUBTFUL || only_phrase(glyphs))) {
        return Verdict::Drop;
    }
    let sparse = sound.speech_ms > SPARSE_MS
        && (spoken as f64) < MIN_CHARACTERS_PER_S * sound.speech_ms as f64 / 1000.0;
    if sparse || prompt.is_some_and(|prompt| echoes(glyphs, prompt)) {
        return Verdict::Refuse;
    }
    if log < DOUBTFUL || too_many || repeat(glyphs).is_some() {
        return Verdict::Doubt;
    }
    Verdict::Keep
}

/// Whether the text repeats a part of the prompt.
fn echoes(glyphs: &[Glyph], prompt: &str) -> bool {
    let spoken = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<_>>();
    let text: String = glyphs.iter().map(|glyph| glyph.character).collect();
    let text = spoken(&super::script::simplified(&text));
    let prompt = spoken(prompt);
    let known = |part: &[char]| prompt.windows(ECHO_CHARACTERS).any(|other| other == part);
    text.windows(ECHO_CHARACTERS).any(known)
}

/// Whether the text is nothing but a phrase of [`PHRASES`].
fn only_phrase(glyphs: &[Glyph]) -> bool {
    let bare: String = glyphs
        .iter()
        .map(|glyph| glyph.character)
        .filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '.')
        .flat_map(char::to_lowercase)
        .collect();
    let bare = bare.trim_matches([' ', '.']);
    PHRASES.contains(&bare)
        || (bare.chars().count() < 24 && ["字幕", "不吝", "amara"].iter().any(|w| bare.contains(w)))
}

/// A loop: the same characters again and again. Gives the index after its first round and the
/// index after its end. Rounds of 1–2 characters must come six times (a person may say 对对对对),
/// longer ones four times, of eight and more three times.
pub(crate) fn repeat(glyphs: &[Glyph]) -> Option<(usize, usize)> {
    let spoken: Vec<(usize, char)> = glyphs
        .iter()
        .enumerate()
        .filter(|(_, glyph)| glyph.character.is_alphanumeric())
        .map(|(index, glyph)| (index, glyph.character))
        .collect();
    let mut worst: Option<(usize, usize, usize)> = None;
    for period in 1..=spoken.len() / 3 {
        let needed = match period {
            1..=2 => 6,
            3..=7 => 4,
            _ => 3,
        };
        let mut start = 0;
        while start + period < spoken.len() {
            let same = (start + period..spoken.len())
                .take_while(|&i| spoken[i].1 == spoken[i - period].1)
                .count();
            let rounds = same / period + 1;
            if rounds >= needed && worst.is_none_or(|(longest, _, _)| same > longest) {
                let end = start + period + same;
                let after = spoken.get(end).map_or(glyphs.len(), |&(index, _)| index);
                worst = Some((same, spoken[start + period].0, after));
            }
            start += same.max(1);
        }
    }
    worst.map(|(_, first, after)| (first, after))
}

/// Takes the further rounds of every loop out.
pub(crate) fn without_loops(mut glyphs: Vec<Glyph>) -> Vec<Glyph> {
    while let Some((first, after)) = repeat(&glyphs) {
        glyphs.drain(first..after);
    }
    glyphs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CLEAR: Acoustics =
        Acoustics { speech_ms: 4000, mean_speech: 0.95, over_room_db: Some(30.0) };
    const WEAK: Acoustics =
        Acoustics { speech_ms: 350, mean_speech: 0.55, over_room_db: Some(3.0) };

    fn text(text: &str) -> Vec<Glyph> {
        text.chars().map(Glyph::of).collect()
    }

    fn decoded(mean_log_probability: f32, no_speech: f32) -> Decoded {
        Decoded { mean_log_probability, no_speech, ..Decoded::default() }
    }

    #[test]
    fn thanks_are_kept_when_spoken_and_dropped_when_invented() {
        let thanks = text("谢谢大家。");
        assert_eq!(judge(&decoded(-0.3, 0.1), &thanks, CLEAR, None), Verdict::Keep);
        assert_eq!(judge(&decoded(-0.3, 0.1), &thanks, WEAK, None), Verdict::Drop);
        let real = text("我会上报。");
        assert_eq!(judge(&decoded(-0.3, 0.1), &real, WEAK, None), Verdict::Keep);
    }

    #[test]
    fn bad_decodings_are_dropped_or_tried_again() {
        let words = text("我会上报。");
        assert_eq!(judge(&decoded(-1.2, 0.1), &words, CLEAR, None), Verdict::Doubt);
        assert_eq!(judge(&decoded(-1.2, 0.8), &words, CLEAR, None), Verdict::Drop);
        assert_eq!(judge(&decoded(-0.8, 0.1), &words, WEAK, None), Verdict::Drop);
        assert!(credible(-0.8) && !credible(-1.2));
        assert_eq!(judge(&decoded(-0.1, 0.0), &text("。"), CLEAR, None), Verdict::Drop);
        let flood = text("各种不同的话abcdefghijkl");
        let short = Acoustics { speech_ms: 100, ..CLEAR };
        assert_ne!(judge(&decoded(-0.1, 0.0), &flood, short, None), Verdict::Keep);
    }

    #[test]
    fn the_prompt_is_never_an_answer() {
        let prompt = Some("我在银行支行上班，平时在柜台给客户办汇款。");
        let judged = |said: &str, prompt| judge(&decoded(-0.2, 0.0), &text(said), CLEAR, prompt);
        assert_eq!(judged("平時在櫃台，給客戶辦匯款。", prompt), Verdict::Refuse);
        assert_eq!(judged("平時在櫃台，給客戶辦匯款。", None), Verdict::Keep);
        assert_eq!(judged("我在支行的柜台，客户很多。", prompt), Verdict::Keep);
    }

    #[test]
    fn a_few_words_for_much_speech_are_refused() {
        let long = Acoustics { speech_ms: 23_000, ..CLEAR };
        assert_eq!(
            judge(&decoded(-0.2, 0.0), &text("跟同事一起做好。"), long, None),
            Verdict::Refuse
        );
    }

    #[test]
    fn loops_are_found_and_cut_and_emphasis_stays() {
        for (from, to) in [
            ("我去了我去了我去了我去了", "我去了"),
            ("好，好，好，好，好，好，好，是", "好，是"),
            ("对对对对，我知道", "对对对对，我知道"),
            (
                "他说今天不办业务就不走，他说今天不办业务就不走，他说今天不办业务就不走，",
                "他说今天不办业务就不走，",
            ),
            ("一层一层一层往上报", "一层一层一层往上报"),
        ] {
            let found: String =
                without_loops(text(from)).iter().map(|glyph| glyph.character).collect();
            assert_eq!(found, to);
        }
    }

    proptest! {
        #[test]
        fn nothing_repeats_afterwards(letters in "[ab，]{0,60}") {
            prop_assert_eq!(repeat(&without_loops(text(&letters))), None);
        }
    }
}
