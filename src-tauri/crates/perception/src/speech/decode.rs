//! whisper.cpp on one segment: tokens with probability and time.

use std::path::Path;

use whisper_rs::{
    DtwMode, DtwModelPreset, DtwParameters, FullParams, SamplingStrategy, WhisperContext,
    WhisperContextParameters, WhisperError, WhisperState, WhisperTokenData,
};

use interview::transcript::Language;

use super::RATE_HZ;
use crate::PerceptionError;

/// Shortest sound the recogniser looks at; it skips what is shorter than a second, so shorter
/// pieces get silence behind them.
const MIN_SAMPLES: usize = RATE_HZ as usize * 3 / 2;

/// What stands before a Mandarin answer in the recogniser's mind: simplified characters,
/// punctuation, the vocabulary of a bank. A spoken sentence, since a list of terms made more errors
/// than no term at all; places and things only, no behaviour that scoring looks for, so that it
/// pulls no answer towards a better grade. The guard refuses its echo.
const PROMPT_ZH: &str = "我在银行支行上班，平时在柜台给客户办汇款、转账、存折和贷款，\
                         旁边有柜员、主管和客户经理。";

/// One token of text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    /// UTF-8, possibly a part of a character.
    pub(crate) bytes: Vec<u8>,
    /// 0–1.
    pub(crate) probability: f32,
    /// Milliseconds from the start of the samples.
    pub(crate) start_ms: i64,
    /// Milliseconds from the start of the samples.
    pub(crate) end_ms: i64,
}

/// What the recogniser gave for one segment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Decoded {
    pub(crate) tokens: Vec<Token>,
    /// Its own estimate that nobody speaks, 0–1.
    pub(crate) no_speech: f32,
    /// Mean natural logarithm of the token probabilities; 0 without tokens.
    pub(crate) mean_log_probability: f32,
}

/// How to decode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Attempt {
    /// 1 is greedy.
    pub(crate) beam: usize,
    /// Whether the domain prompt stands in front.
    pub(crate) prompted: bool,
}

/// Whether the recogniser aligns its words with the sound, which takes a further pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    /// By dynamic time warping over the attention heads known for this model.
    Words,
    /// No times.
    None,
}

/// Loads the model file. Logging of the native code is off: it could name text. So is its fused
/// attention, which on processors takes a fifth longer than plain products (whisper.cpp 1.8.3,
/// base model, two threads: 15.4 against 12.5 s for 132 s of speech) and knows no word times.
pub(crate) fn load(path: &Path, times: Times) -> Result<WhisperContext, PerceptionError> {
    whisper_rs::install_logging_hooks();
    let mut parameters = WhisperContextParameters::new();
    parameters.use_gpu(false).flash_attn(false);
    if times == Times::Words {
        parameters.dtw_parameters(DtwParameters {
            mode: DtwMode::ModelPreset { model_preset: DtwModelPreset::Base },
            ..DtwParameters::default()
        });
    }
    WhisperContext::new_with_params(path, parameters).map_err(failed)
}

/// One decoder state: about 150 MB while it lives.
pub(crate) struct Recogniser {
    state: WhisperState,
    end_of_text: i32,
    threads: i32,
    /// Tokens the decoder has read of the sound that is held.
    read: Vec<i32>,
}

impl Recogniser {
    pub(crate) fn new(context: &WhisperContext, threads: usize) -> Result<Self, PerceptionError> {
        Ok(Self {
            state: context.create_state().map_err(failed)?,
            end_of_text: context.token_eot(),
            threads: i32::try_from(threads.clamp(1, 16)).unwrap_or(1),
            read: Vec::new(),
        })
    }

    /// Takes up `samples` (16 kHz, below 30 s) for [`next`](Self::next).
    pub(crate) fn hold(&mut self, samples: &[f32]) -> Result<(), PerceptionError> {
        let threads = self.threads();
        self.read.clear();
        self.state.pcm_to_mel(&with_silence(samples), threads).map_err(failed)?;
        self.state.encode(0, threads).map_err(failed)
    }

    /// Natural logarithm of the probability of every token behind `tokens`, for the sound that is
    /// held; none behind no token.
    pub(crate) fn next(&mut self, tokens: &[i32]) -> Result<Vec<f32>, PerceptionError> {
        let Some((last, before)) = tokens.split_last() else { return Ok(Vec::new()) };
        let known = before.iter().zip(&self.read).take_while(|(a, b)| a == b).count();
        self.read.clear();
        let threads = self.threads();
        // The last token by itself: of several the binding shows what follows the first.
        for (part, at) in [(&before[known..], known), (&[*last][..], before.len())] {
            if !part.is_empty() {
                self.state.decode(part, at, threads).map_err(failed)?;
            }
        }
        self.read.extend_from_slice(tokens);
        Ok(log_probabilities(self.state.get_logits().map_err(failed)?))
    }

    fn threads(&self) -> usize {
        usize::try_from(self.threads).unwrap_or(1)
    }

    /// Decodes `samples` (16 kHz, below 30 s).
    pub(crate) fn decode(
        &mut self,
        samples: &[f32],
        language: Language,
        attempt: Attempt,
    ) -> Result<Decoded, PerceptionError> {
        let padded = with_silence(samples);
        self.state.full(self.parameters(language, attempt), &padded).map_err(failed)?;
        let sound_ms = samples.len() as i64 * 1000 / i64::from(RATE_HZ);
        Ok(self.collect(sound_ms))
    }

    /// Decodes sound of any length with the recogniser's own windows and settings.
    pub(crate) fn decode_whole(
        &mut self,
        samples: &[f32],
        language: Language,
        beam: usize,
    ) -> Result<String, PerceptionError> {
        let mut parameters = FullParams::new(strategy(beam));
        parameters.set_n_threads(self.threads);
        parameters.set_language(Some(language.code()));
        quiet(&mut parameters);
        self.state.full(parameters, &with_silence(samples)).map_err(failed)?;
        let texts = self.state.as_iter().filter_map(|segment| segment.to_str_lossy().ok());
        Ok(texts.map(|text| text.into_owned()).collect())
    }

    /// Probability of Mandarin against English, 0–1, in up to 30 s of speech.
    pub(crate) fn mandarin_share(&mut self, samples: &[f32]) -> Result<f32, PerceptionError> {
        let threads = self.threads();
        self.state.pcm_to_mel(&with_silence(samples), threads).map_err(failed)?;
        let (_, shares) = self.state.lang_detect(0, threads).map_err(failed)?;
        let share = |language: Language| {
            whisper_rs::get_lang_id(language.code())
                .and_then(|id| shares.get(usize::try_from(id).ok()?))
                .copied()
                .unwrap_or(0.0)
        };
        let (zh, en) = (share(Language::Zh), share(Language::En));
        Ok(if zh + en > 0.0 { zh / (zh + en) } else { 1.0 })
    }

    fn parameters(&self, language: Language, attempt: Attempt) -> FullParams<'static, 'static> {
        let mut parameters = FullParams::new(strategy(attempt.beam));
        parameters.set_n_threads(self.threads);
        parameters.set_language(Some(language.code()));
        parameters.set_translate(false);
        parameters.set_no_context(true);
        parameters.set_single_segment(true);
        parameters.set_no_timestamps(true);
        parameters.set_suppress_blank(true);
        parameters.set_suppress_nst(true);
        // Temperature stays at zero: sampling would make two runs differ. The attempts after the
        // first are ours (`guard`).
        parameters.set_temperature(0.0);
        parameters.set_temperature_inc(0.0);
        quiet(&mut parameters);
        if let Some(prompt) = prompt(language, attempt) {
            parameters.set_initial_prompt(prompt);
        }
        parameters
    }

    fn collect(&self, sound_ms: i64) -> Decoded {
        let mut decoded = Decoded::default();
        let mut logs = 0.0;
        let mut clock = 0;
        for segment in self.state.as_iter() {
            decoded.no_speech = decoded.no_speech.max(segment.no_speech_probability());
            for index in 0..segment.n_tokens() {
                let Some(token) = segment.get_token(index) else { continue };
                let data = token.token_data();
                if data.id >= self.end_of_text {
                    continue;
                }
                let Ok(bytes) = token.to_bytes() else { continue };
                let end_ms = end_of(&data, clock).clamp(clock, sound_ms.max(clock));
                logs += data.plog;
                decoded.tokens.push(Token {
                    bytes: bytes.to_vec(),
                    probability: data.p,
                    start_ms: clock,
                    end_ms,
                });
                clock = end_ms;
            }
        }
        if !decoded.tokens.is_empty() {
            decoded.mean_log_probability = logs / decoded.tokens.len() as f32;
        }
        decoded
    }
}

/// What stands in front of a segment. English needs nothing.
pub(crate) fn prompt(language: Language, attempt: Attempt) -> Option<&'static str> {
    (attempt.prompted && language == Language::Zh).then_some(PROMPT_ZH)
}

fn strategy(beam: usize) -> SamplingStrategy {
    match i32::try_from(beam) {
        Ok(beam_size @ 2..=8) => SamplingStrategy::BeamSearch { beam_size, patience: -1.0 },
        _ => SamplingStrategy::Greedy { best_of: 1 },
    }
}

/// Nothing is printed by the native code.
fn quiet(parameters: &mut FullParams<'_, '_>) {
    parameters.set_print_special(false);
    parameters.set_print_progress(false);
    parameters.set_print_realtime(false);
    parameters.set_print_timestamps(false);
}

/// Milliseconds at which a token ends. Dynamic time warping marks where the attention leaves the
/// token (measured; hundredths of a second); −1 where it gave nothing.
fn end_of(data: &WhisperTokenData, clock: i64) -> i64 {
    if data.t_dtw >= 0 { data.t_dtw * 10 } else { clock }
}

/// The logarithm of the softmax.
fn log_probabilities(logits: &[f32]) -> Vec<f32> {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - most).exp()).sum();
    logits.iter().map(|logit| logit - most - sum.ln()).collect()
}

fn with_silence(samples: &[f32]) -> std::borrow::Cow<'_, [f32]> {
    if samples.len() >= MIN_SAMPLES {
        return samples.into();
    }
    let mut padded = samples.to_vec();
    padded.resize(MIN_SAMPLES, 0.0);
    padded.into()
}

pub(super) fn failed(error: WhisperError) -> PerceptionError {
    PerceptionError::Inference { role: "whisper", detail: error.to_string() }
}
