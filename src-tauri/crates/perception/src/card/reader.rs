//! One look at a picture of a card, or two.

use interview::media::VideoFrame;
use models::runtime::OnnxRuntime;
use models::{ModelId, ModelStore};

use super::back::{self, back};
use super::detect::{Area, TextDetector};
use super::front::front;
use super::geometry::{TextBox, text_direction, turn};
use super::quality;
use super::reading::{CardDate, CardProblem, CardReading, CardSide};
use super::recognise::{Line, LineReader};
use super::rows::rows;
use crate::PerceptionError;
use crate::vision::loader::Loader;
use crate::vision::sample::Picture;

/// Longer side of the detector's input for the first look, in pixels (model card).
const FIRST_LOOK: f32 = 960.0;
/// The same for the second look, at the part of the picture that holds text.
const SECOND_LOOK: f32 = 1312.0;
/// The part of the picture around the text that the second look takes in, of the text's own size.
const SURROUNDINGS: f32 = 0.25;
/// Longest lines that tell which way up the card lies.
const PROBES: usize = 2;
/// Mean confidence of these lines that text never reaches the wrong way up.
const UPRIGHT: f32 = 0.95;
/// A box this much longer than high keeps its own direction; a shorter one takes the card's.
const LONG: f32 = 3.0;
/// Radians by which a long box may differ from the card and keep its direction.
const ASKEW: f32 = 0.2;
/// Mean luma (0–1) below which a picture is brightened.
const DARK_LUMA: f32 = 0.2;
/// Mean luma a dark picture is brightened to, and the most it is.
const LIFTED_LUMA: f32 = 0.4;
const MAX_GAIN: f32 = 6.0;

/// Reads resident identity cards. Belongs to one thread.
pub struct CardReader {
    detector: TextDetector,
    lines: LineReader,
    models: Vec<(String, String)>,
}

/// What one look gave.
struct Look {
    boxes: Vec<TextBox>,
    lines: Vec<Line>,
    angle: f32,
}

impl CardReader {
    /// Loads detection and recognition. `threads` threads work on one model.
    ///
    /// # Errors
    /// [`PerceptionError::Model`] where a model is missing, changed or refused by the runtime;
    /// [`PerceptionError::Output`] where the recogniser carries no dictionary.
    pub fn load(
        runtime: &OnnxRuntime,
        store: &ModelStore,
        threads: usize,
    ) -> Result<Self, PerceptionError> {
        let mut loader = Loader::new(runtime, store, threads);
        let detector = TextDetector::new(loader.session(ModelId::CardTextDetect)?);
        let lines = LineReader::new(loader.session(LineReader::MODEL)?)?;
        Ok(Self { detector, lines, models: loader.loaded() })
    }

    /// Reads the card in `frame`, which may lie in any direction. `today` is the day on which its
    /// validity is judged. A card that is not read at the first look gets a second, closer one.
    ///
    /// # Errors
    /// [`PerceptionError::Picture`] where the frame's bytes do not fit its size; otherwise a
    /// failure of the runtime. The reader can be used again after either.
    pub fn read(
        &mut self,
        frame: &VideoFrame,
        today: CardDate,
    ) -> Result<CardReading, PerceptionError> {
        let picture = Picture::of(frame)?;
        let gain = gain_of(&picture);
        let first = self.look(&picture, Area::whole(&picture), FIRST_LOOK, gain)?;
        let reading = judge(&picture, &first, today);
        let spoilt = matches!(reading.problem, Some(CardProblem::Blur | CardProblem::Glare));
        if reading.is_read() || spoilt || first.boxes.is_empty() {
            return Ok(reading); // a closer look shows neither sharper strokes nor less light
        }
        let closer = around(&picture, &first.boxes);
        let second = self.look(&picture, closer, SECOND_LOOK, gain)?;
        let again = judge(&picture, &second, today);
        Ok(if rank(&again) >= rank(&reading) { again } else { reading })
    }

    /// Role and sha256 of every model that was loaded.
    pub fn models(&self) -> Vec<(String, String)> {
        self.models.clone()
    }

    fn look(
        &mut self,
        picture: &Picture<'_>,
        area: Area,
        longer_side: f32,
        gain: f32,
    ) -> Result<Look, PerceptionError> {
        let outlines = self.detector.look(picture, area, longer_side, gain)?;
        let smallest: Vec<TextBox> = outlines.iter().map(|outline| outline.smallest()).collect();
        let Some(angle) = text_direction(&smallest) else {
            return Ok(Look { boxes: smallest, lines: Vec::new(), angle: 0.0 });
        };
        // The whole card is turned before lines are cut: a single character shows no direction.
        let mut boxes: Vec<TextBox> = outlines
            .iter()
            .zip(smallest)
            .map(|(outline, own)| along_card(outline.along(angle), own, angle))
            .collect();
        let mut angle = angle;
        if self.is_upside_down(picture, &boxes, gain)? {
            boxes.iter_mut().for_each(|place| *place = place.upside_down());
            angle += std::f32::consts::PI;
        }
        let mut lines = Vec::new();
        for place in &boxes {
            let line = self.lines.read(picture, *place, gain)?;
            if line.is_text() {
                lines.push(line);
            }
        }
        Ok(Look { boxes, lines, angle })
    }

    /// Whether the longest lines read better the other way up.
    fn is_upside_down(
        &mut self,
        picture: &Picture<'_>,
        boxes: &[TextBox],
        gain: f32,
    ) -> Result<bool, PerceptionError> {
        let mut longest: Vec<TextBox> = boxes.to_vec();
        longest.sort_by(|a, b| (b.across / b.down).total_cmp(&(a.across / a.down)));
        longest.truncate(PROBES);
        let mut confidence = |places: &[TextBox]| -> Result<f32, PerceptionError> {
            let mut sum = 0.0;
            for place in places {
                sum += self.lines.read(picture, *place, gain)?.confidence();
            }
            Ok(sum / places.len().max(1) as f32)
        };
        let upright = confidence(&longest)?;
        if upright >= UPRIGHT {
            return Ok(false);
        }
        longest.iter_mut().for_each(|place| *place = place.upside_down());
        Ok(confidence(&longest)? > upright)
    }
}

/// The box of one line on a card that reads in direction `angle`: `own`, put the card's way up,
/// where it is long enough to show its direction, else `aligned`.
fn along_card(aligned: TextBox, own: TextBox, angle: f32) -> TextBox {
    let same_way = if turn(angle, own.angle).abs() > std::f32::consts::FRAC_PI_2 {
        own.upside_down()
    } else {
        own
    };
    let near = turn(angle, same_way.angle).abs() < ASKEW;
    if own.across > LONG * own.down && near { same_way } else { aligned }
}

fn gain_of(picture: &Picture<'_>) -> f32 {
    let luma = picture.mean_luma(0.0, 0.0, picture.width as f32, picture.height as f32);
    if luma >= DARK_LUMA { 1.0 } else { (LIFTED_LUMA / luma.max(f32::EPSILON)).min(MAX_GAIN) }
}

/// The upright part of the picture around `boxes`, with surroundings.
fn around(picture: &Picture<'_>, boxes: &[TextBox]) -> Area {
    let corners = || boxes.iter().flat_map(TextBox::corners);
    let span = |of: fn(crate::vision::warp::Point) -> f32, limit: usize| {
        let low = corners().map(of).fold(f32::MAX, f32::min);
        let high = corners().map(of).fold(f32::MIN, f32::max);
        let margin = SURROUNDINGS * (high - low);
        let limit = limit as f32;
        let (low, high) = ((low - margin).clamp(0.0, limit), (high + margin).clamp(0.0, limit));
        (low, (high - low).max(1.0))
    };
    let (x, width) = span(|p| p.x, picture.width);
    let (y, height) = span(|p| p.y, picture.height);
    Area { x, y, width, height }
}

/// Fields that are right, then fields at all.
fn rank(reading: &CardReading) -> (bool, usize, usize) {
    let sure = reading.fields.iter().filter(|field| field.ok).count();
    (reading.is_read(), sure, reading.fields.len())
}

/// From the lines of one look to a reading: fields, then what the picture says against them.
fn judge(picture: &Picture<'_>, look: &Look, today: CardDate) -> CardReading {
    let rows = rows(&look.lines, look.angle);
    let found = match back(&rows) {
        Some(found) => {
            let problem = back::problem_of(&found.fields, today);
            let side = Some(CardSide::Back);
            let reading = CardReading { side, fields: found.fields, problem, hidden: Vec::new() };
            Some((reading, vec![found.text]))
        }
        None => front(rows, look.angle).map(|found| {
            let (reading, text) = found.reading(&look.boxes);
            (reading, text.into())
        }),
    };
    let Some((mut reading, text)) = found else { return nothing(look) };
    if let Some(soft) = softness(look, reading.is_read()) {
        reading.problem = Some(soft);
    } else if matches!(reading.problem, None | Some(CardProblem::Unread))
        && quality::has_glare(picture, &text, look.angle)
    {
        reading.problem = Some(CardProblem::Glare);
    } else if reading.problem == Some(CardProblem::Unread) {
        if quality::is_small(&look.lines) {
            reading.problem = Some(CardProblem::TooSmall);
        } else if quality::is_cut_off(picture, &look.boxes) {
            reading.problem = Some(CardProblem::CutOff);
        }
    }
    reading
}

/// What soft strokes come from: text too small to be sharp, or a picture out of focus. A card that
/// was read is refused for it later than one that was not.
fn softness(look: &Look, read: bool) -> Option<CardProblem> {
    let cause =
        if quality::is_small(&look.lines) { CardProblem::TooSmall } else { CardProblem::Blur };
    let soft = if read { quality::is_blurred(&look.lines) } else { quality::is_soft(&look.lines) };
    soft.then_some(cause)
}

/// No side was recognised. Text that is too soft to read may still be a card's.
fn nothing(look: &Look) -> CardReading {
    CardReading {
        side: None,
        fields: Vec::new(),
        problem: Some(softness(look, false).unwrap_or(CardProblem::NotACard)),
        hidden: look.boxes.clone(),
    }
}
